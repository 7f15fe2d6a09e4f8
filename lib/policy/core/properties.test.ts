import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelOf } from "./assurance";
import { decide, explain, standingOf } from "./decide";
import { resolveRequirement } from "./requirement";
import { shieldStatus } from "./status";
import { MINUTE, password, proof, request } from "./testing";
import { type AnyCase, anyCase, anyRequest, anySource } from "./testing-arbitraries";
import { acceptable, binding } from "./testing-oracle";
import { type Decision, type Proof, REASONS, type Reason, type Rules } from "./types";

const RUNS = 2_000;
const occurred = new Map<Reason, number>(REASONS.map((reason) => [reason, 0]));
const count = (reason: Reason) => occurred.set(reason, (occurred.get(reason) ?? 0) + 1);

function decideAny({ rules, facts, request }: AnyCase): Decision {
  const requirement = resolveRequirement(rules, request, facts.now);
  const decision = decide(requirement, facts);
  for (const reason of decision.reasons) count(reason);
  for (const { reason } of explain(requirement, facts)) if (reason !== null) count(reason);
  return decision;
}

const property = (name: string, holds: (given: AnyCase) => void) => {
  test(name, { timeout: 120_000 }, () => fc.assert(fc.property(anyCase, holds), { numRuns: RUNS }));
};

const without = (rules: Rules): Rules => {
  return {
    ...rules,
    userBox: null,
    workspace: null,
    rollout: null,
    policy: { ...rules.policy, mode: "optional" },
  };
};
const isWall = (decision: Decision) => decision.outcome === "setup" && decision.graceUntil === null;

describe("whatever the rules, the user, the session and the request", () => {
  property("a binding requirement without an acceptable proof is never allowed but by grace", (given) => {
    const { required } = binding(given);
    const decision = decideAny(given);
    if (required.length === 0 || acceptable(given) || decision.outcome !== "allow") return;
    expect(required.every(({ grace }) => grace !== null)).toBe(true);
    expect(decision.reasons.some((reason) => reason === "grace_deferred" || reason === "in_grace")).toBe(
      true,
    );
  });

  property("never password alone while 2FA is on or required and a confirmed factor exists", (given) => {
    const { user, session } = given.facts;
    const { required, flag } = binding(given);
    const isAsked = user.twoFactorOn || required.length > 0 || flag !== null;
    const facts = { ...given.facts, session: { ...session, proofs: [password()] } };
    const decision = decideAny({ ...given, facts });
    if (!isAsked || user.credentials.length === 0) return;
    if (decision.outcome === "setup") expect(session.accessPassAt).not.toBeNull();
    if (decision.outcome !== "allow") return;
    expect(decision.reasons[0]).toBe("remembered_browser");
    expect(required).toEqual([]);
    expect(session.rememberedAt).not.toBeNull();
  });

  property(
    "nobody comes to set-up by the password alone while a factor exists, a request's included",
    (given) => {
      const { user, session } = given.facts;
      const facts = { ...given.facts, session: { ...session, proofs: [password()], accessPassAt: null } };
      if (user.credentials.length > 0) expect(decideAny({ ...given, facts }).outcome).not.toBe("setup");
    },
  );

  property(
    "A57 what is done to an account that holds a factor takes more than the password, whatever became of the factor",
    (given) => {
      const { user, session } = given.facts;
      const asked = request({ level: "own", maxAgeSeconds: 300 });
      const facts = { ...given.facts, session: { ...session, proofs: [password()], accessPassAt: null } };
      const { outcome } = decideAny({ ...given, facts, request: asked });
      if (user.credentials.some(({ isSuspect }) => !isSuspect)) expect(outcome).not.toBe("allow");
    },
  );

  property("an exempt user is decided like one whom nothing requires, requests included", (given) => {
    const exempt = {
      reason: "",
      setBy: null,
      startsAt: new Date(0),
      endsAt: new Date(8e15),
      revokedAt: null,
    };
    const policy = { ...given.rules.policy, mode: "required" as const };
    const decision = decideAny({ ...given, rules: { ...given.rules, policy, exemptions: [exempt] } });
    const free = decideAny({ ...given, rules: { ...without(given.rules), exemptions: [] } });
    expect({ ...decision, reasons: [] }).toEqual({ ...free, reasons: [] });
  });

  property(
    "an allowed request is met, exempt or not, or stood in for by a remembered browser that it takes",
    (given) => {
      const { request, facts } = given;
      const decision = decideAny(given);
      if (decision.outcome !== "allow" || request === null) return;
      if (decision.reasons[0] === "remembered_browser") {
        expect(request).toMatchObject({ allowsRemembered: true, maxAgeSeconds: null, factors: null });
        expect(["aal0", "aal1", "aal2"]).toContain(request.level);
        return;
      }
      const { proofs } = facts.session;
      if (request.level === "phr") expect(levelOf(proofs)).toBe("phr");
      if (request.level === "aal2") expect(["aal2", "phr"]).toContain(levelOf(proofs));
      const maxAge = request.maxAgeSeconds;
      if (maxAge)
        expect(proofs.some(({ at }) => facts.now.getTime() - at.getTime() <= maxAge * 1000)).toBe(true);
      if (maxAge === 0)
        expect(proofs.some(({ at }) => request.askedAt !== null && at > request.askedAt)).toBe(true);
    },
  );

  test("adding a source never lowers what is asked", { timeout: 120_000 }, () => {
    const sources = fc.record({
      user: anySource("user"),
      workspace: anySource("workspace"),
      application: anySource("application"),
    });
    const added = fc.constantFrom("user", "workspace", "policy", "application");
    fc.assert(
      fc.property(anyCase, sources, added, (given, more, kind) => {
        const mode = given.rules.policy.mode === "try_out" ? "optional" : given.rules.policy.mode;
        const base: Rules = { ...given.rules, policy: { ...given.rules.policy, mode } };
        const rules = {
          user: { ...base, userBox: base.userBox ?? more.user },
          workspace: { ...base, workspace: base.workspace ?? more.workspace },
          policy: { ...base, policy: { ...base.policy, mode: "required" as const } },
          application: { ...base, appFlag: base.appFlag ?? more.application },
        }[kind] as Rules;
        const before = decideAny({ ...given, rules: base });
        const after = decideAny({ ...given, rules });
        if (before.outcome !== "allow") expect(after.outcome).not.toBe("allow");
        if (isWall(before)) expect(isWall(after) || after.outcome !== "setup").toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  property(
    "lifting every requirement leaves two_factor_on: the factor is asked for, the shield reads chosen",
    (given) => {
      const user = { ...given.facts.user, twoFactorOn: true, blocked: false };
      const session = {
        ...given.facts.session,
        ended: false,
        proofs: [password()],
        rememberedAt: null,
        accessPassAt: null,
      };
      const rules = { ...without(given.rules), exemptions: [], appFlag: null };
      const decision = decideAny({ rules, facts: { ...given.facts, user, session }, request: null });
      if (user.credentials.some(({ usable }) => usable)) expect(decision.outcome).toBe("challenge");
      expect(decision.outcome).not.toBe("allow");
      expect(shieldStatus(resolveRequirement(rules, null, given.facts.now), user, given.facts.now)).toEqual({
        status: "chosen",
      });
    },
  );

  property("every set-up offers factors that this user can really enrol and that are accepted", (given) => {
    const decision = decideAny(given);
    if (decision.outcome !== "setup") return;
    const { accepted } = resolveRequirement(given.rules, given.request, given.facts.now);
    const isOwn = given.request?.level === "own";
    expect(decision.factors.length).toBeGreaterThan(0);
    expect(new Set(decision.factors).size).toBe(decision.factors.length);
    for (const kind of decision.factors) {
      expect(given.facts.user.enrollable).toContain(kind);
      if (!isOwn) expect(accepted).toContain(kind);
    }
    if (decision.graceUntil !== null)
      expect(decision.graceUntil.getTime()).toBeGreaterThan(given.facts.now.getTime());
  });

  property(
    "every challenge offers what this user has, and nothing proved unless fresher is asked",
    (given) => {
      const decision = decideAny(given);
      if (decision.outcome !== "challenge") return;
      const { user, session, now } = given.facts;
      const { request, rules } = given;
      const has = user.credentials.filter(({ usable }) => usable).map(({ kind }): string => kind);
      if (user.recoveryCodesLeft > 0) has.push("recovery_code");
      expect(decision.factors.length).toBeGreaterThan(0);
      expect(new Set(decision.factors).size).toBe(decision.factors.length);
      const maxAge = request?.lapses
        ? Math.min(request.maxAgeSeconds ?? 1e9, rules.levelLapseSeconds)
        : request?.maxAgeSeconds;
      for (const kind of decision.factors) {
        expect([...has, "password"]).toContain(kind);
        const proved = session.proofs.filter(
          ({ factor, credentialId }) => factor === kind && credentialId === undefined,
        );
        const isFresh = ({ at }: Proof) =>
          maxAge == null || (maxAge > 0 && now.getTime() - at.getTime() <= maxAge * 1000);
        expect(proved.some(isFresh)).toBe(false);
      }
    },
  );

  property("no is said to an ended session, a blocked user, and where nothing is possible", (given) => {
    const decision = decideAny(given);
    const { session, user } = given.facts;
    const isShut = session.ended || user.blocked;
    if (isShut) expect(decision.outcome).toBe("deny");
    if (decision.outcome !== "deny") return;
    expect(decision.reasons.includes("no_factor_possible")).toBe(!isShut);
    expect(standingOf(decision)).toBe(isShut ? "ended" : "locked_out");
  });

  property("one more proof never takes away what was allowed", (given) => {
    const { session } = given.facts;
    const more = [...session.proofs, proof("totp"), proof("recovery_code"), password()];
    if (decideAny(given).outcome !== "allow") return;
    const after = decideAny({ ...given, facts: { ...given.facts, session: { ...session, proofs: more } } });
    expect(after.outcome).toBe("allow");
  });

  property("every source in force is named, each reason once", (given) => {
    const { reasons } = decideAny(given);
    const { required, flag } = binding(given);
    for (const { kind } of [...required, ...(flag === null ? [] : [flag])])
      expect(reasons).toContain(`required_by_${kind}`);
    expect(new Set(reasons).size).toBe(reasons.length);
    if (given.request !== null) expect(reasons).toContain("required_by_request");
  });

  property("the explanation fails where the decision did, and nothing given is changed", (given) => {
    const before = structuredClone(given);
    const decision = decideAny(given);
    const requirement = resolveRequirement(given.rules, given.request, given.facts.now);
    const failed = explain(requirement, given.facts).find(({ passed }) => !passed);
    expect(decision.outcome === "allow").toBe(failed === undefined);
    if (failed?.reason) expect(decision.reasons.slice(0, 2)).toContain(failed.reason);
    expect(decide(requirement, given.facts)).toEqual(decision);
    expect(given).toEqual(before);
  });
});

test("a fresher proof than the asking is always possible", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(anyCase, anyRequest, (given, request) => {
      const askedAt = new Date(given.facts.now.getTime() - MINUTE);
      const decision = decideAny({
        ...given,
        request: { ...request, maxAgeSeconds: 0, askedAt, level: "aal1", factors: null },
      });
      if (decision.reasons[0] === "proof_too_old") expect(decision.outcome).toBe("challenge");
    }),
    { numRuns: RUNS },
  );
});

test("every reason occurred", () => {
  const table = [...occurred].sort(([, a], [, b]) => b - a).map(([reason, times]) => `${reason} ${times}`);
  console.log(`reasons over all runs: ${table.join(" · ")}`);
  expect([...occurred].filter(([, times]) => times === 0)).toEqual([]);
});
