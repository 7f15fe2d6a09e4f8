import type fc from "fast-check";
import { expect } from "vitest";
import { decide, standingOf } from "./decide";
import { mayDisable } from "./loosen";
import { resolveRequirement } from "./requirement";
import { shieldStatus } from "./status";
import { NOW, proof, rules, verifiedPasskey } from "./testing";
import type { Model } from "./testing-model";
import type { FactorKind, Facts, Rules } from "./types";

/** The code under test with the thinnest state around it: stored rules, a user, and sessions. */
export class House {
  now = NOW;
  rules: Rules = rules({
    policyMethods: ["passkey", "totp", "sms"],
    place: { spot: 40, policyId: "pol_default", policySince: new Date(0), joinedAt: new Date(0) },
  });
  user: Facts["user"] = {
    blocked: false,
    twoFactorOn: false,
    credentials: [],
    recoveryCodesLeft: 0,
    enrollable: ["passkey", "totp", "sms"],
  };
  sessions: Facts["session"][] = [];

  get requirement() {
    return resolveRequirement(this.rules, null, this.now);
  }
  /** What the job does at each look: the next ring starts once it is due and they are not paused. */
  due: Date[] = [];
  arePaused = false;
  look(): void {
    const { rollout } = this.rules;
    const next = rollout?.rings.findIndex(({ startedAt }) => startedAt === null) ?? -1;
    if (rollout === null || next < 0 || this.arePaused || (this.due[next] ?? this.now) > this.now) return;
    const rings = rollout.rings.map((ring, i) => (i === next ? { ...ring, startedAt: this.now } : ring));
    this.rules = { ...this.rules, rollout: { ...rollout, rings } };
  }
  standing(session: Facts["session"]) {
    return standingOf(decide(this.requirement, { now: this.now, user: this.user, session }));
  }
}

const MINUTE = 60_000;
export const DAY = 86_400_000;
export const KINDS = ["passkey", "totp", "sms"] as const satisfies FactorKind[];

export const proved = (kind: FactorKind, at: Date) =>
  kind === "passkey" ? verifiedPasskey({ at, credentialId: kind }) : proof(kind, { at, credentialId: kind });

/** After each step both must agree about every session, the shield and disabling. */
function compare(model: Model, house: House): void {
  const told = house.sessions.map((session) => house.standing(session));
  expect(told).toEqual(model.sessions.map((session) => model.standing(session)));
  expect(shieldStatus(house.requirement, house.user, house.now).status).toBe(model.shield);
  expect(mayDisable(house.requirement).allowed).toBe(model.mayDisable);
}

type Act = (model: Model, house: House) => void;
export class Step implements fc.Command<Model, House> {
  constructor(
    private readonly name: string,
    private readonly act: Act,
    private readonly isPossible: (model: Model) => boolean = () => true,
  ) {}
  check = (model: Readonly<Model>) => this.isPossible(model as Model);
  run(model: Model, house: House): void {
    // No two things happen in one instant.
    model.now += MINUTE;
    house.now = new Date(house.now.getTime() + MINUTE);
    this.act(model, house);
    model.look();
    house.look();
    compare(model, house);
  }
  toString = () => this.name;
}
