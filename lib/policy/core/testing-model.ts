import type { Standing } from "./decide";
import type { Effect, FactorKind } from "./types";

const DAY = 86_400_000;

/** A rule of the model: since when, for whom at once, and when its time to comply ends (null: it gives none). */
export type ModelRule = { since: number; effect: Effect; until: number | null };

/** One session of the model: when it began and what was proved in it beside the password. */
export type ModelSession = { began: number; proved: FactorKind[]; isDeferred: boolean };

/**
 * The contract in few words, for one user: who asks, who is let off, what is held, and where that leaves each session. It
 * knows none of the code under test, and no more than the contract says (§3).
 */
export class Model {
  now = 0;
  box: ModelRule | null = null;
  everybody: ModelRule | null = null;
  policy: ModelRule | null = null;
  /** Rings in their order: below which spot, from when on they are planned, since when they have begun (null: not yet). */
  rings: { below: number; due: number; begun: number | null }[] = [];
  ringTerms: { effect: Effect; days: number | null } = { effect: "next_sign_in", days: null };
  arePaused = false;
  /** Where this user lies among everybody, 0–99. */
  readonly spot = 40;
  /** What the policy accepts, by when it began to. */
  terms: { from: number; accepted: FactorKind[] }[] = [{ from: -1, accepted: ["passkey", "totp", "sms"] }];
  exempt: { from: number; to: number }[] = [];
  isOn = false;
  held: FactorKind[] = [];
  sessions: ModelSession[] = [];

  /** "Pausing further rings": the next one begins once it is due and they are not paused. */
  look(): void {
    const next = this.rings.find(({ begun }) => begun === null);
    if (next && !this.arePaused && next.due <= this.now) next.begun = this.now;
  }

  /** "Never lifting one": the first ring that has begun and holds the user is their rule, paused or not. */
  private get ring(): ModelRule | null {
    const mine = this.rings.find(({ below, begun }) => begun !== null && this.spot < below);
    if (mine === undefined || mine.begun === null) return null;
    const { effect, days } = this.ringTerms;
    return { since: mine.begun, effect, until: days === null ? null : mine.begun + days * DAY };
  }

  /** "Any of 1–3 is enough, unless an exemption of the user suspends them." */
  get inForce(): ModelRule[] {
    const isExempt = this.exempt.some(({ from, to }) => from <= this.now && this.now < to);
    const rules = [this.box, this.everybody, this.ring, this.policy];
    return isExempt ? [] : rules.filter((rule) => rule !== null);
  }

  /** "Sessions begun after the latest of: the rule switched on, …, an exemption ended"; right away: every session. */
  private binding({ began }: ModelSession): ModelRule[] {
    const ended = this.exempt.filter(({ from, to }) => from < to && to <= this.now).map(({ to }) => to);
    return this.inForce.filter(
      ({ effect, since }) => effect === "right_away" || began >= Math.max(since, ...ended),
    );
  }

  get accepted(): FactorKind[] {
    return this.terms.at(-1)?.accepted ?? [];
  }

  /** "Live sessions go on under the terms they began with" where these were tightened meanwhile. */
  private acceptedIn({ began }: ModelSession): FactorKind[] {
    const then = this.terms.findLast(({ from }) => from <= began)?.accepted ?? [];
    return [...new Set([...then, ...this.accepted])];
  }

  /** "Grace lets a user in who has no accepted factor, until the deadline", and the strictest source wins. */
  private hasTime(rules: ModelRule[]): boolean {
    return rules.length > 0 && rules.every(({ until }) => until !== null && this.now < until);
  }

  standing(session: ModelSession): Standing {
    const rules = this.binding(session);
    const accepted = this.acceptedIn(session);
    const proved = session.proved.filter((kind) => this.held.includes(kind));
    const isAsked = this.isOn || rules.length > 0;
    // "Never password alone once there is more"
    if (isAsked && this.held.length > 0 && session.proved.length === 0) return "half_signed_in";
    const lacksAccepted = rules.length > 0 && !this.held.some((kind) => accepted.includes(kind));
    const lacksAny = this.isOn && this.held.length === 0;
    if (lacksAccepted || lacksAny) {
      const isLetIn = session.isDeferred && this.hasTime(rules) && !lacksAny;
      return isLetIn ? "signed_in" : this.hasTime(rules) && !lacksAny ? "grace" : "setup_pending";
    }
    const isProved = proved.some((kind) => accepted.includes(kind));
    return rules.length > 0 && !isProved ? "half_signed_in" : "signed_in";
  }

  /** "A required user cannot disable", from the first moment, in grace too; lifting a requirement allows it again. */
  get mayDisable(): boolean {
    return this.inForce.length === 0;
  }

  /** The shield, "first that fits". */
  get shield(): string {
    const hasAccepted = this.held.some((kind) => this.accepted.includes(kind));
    const isExempt = this.exempt.some(({ from, to }) => from <= this.now && this.now < to);
    if (this.inForce.length > 0) return hasAccepted && this.isOn ? "active" : "pending";
    if (this.isOn) return "chosen";
    return isExempt ? "exempt" : "inactive";
  }
}
