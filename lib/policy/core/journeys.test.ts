import fc from "fast-check";
import { expect, test } from "vitest";
import { decideCase, proof } from "./testing";
import { anyCase } from "./testing-arbitraries";
import type { Decision, Facts } from "./types";

/** Does what the decision asks for, in a random way, a second later. */
function follow(facts: Facts, decision: Decision, pick: number): Facts {
  const now = new Date(facts.now.getTime() + 1_000);
  const { user, session } = facts;
  if (decision.outcome === "setup" && decision.graceUntil !== null && pick % 3 === 0) {
    return { ...facts, now, session: { ...session, deferredAt: now } };
  }
  const offered = "factors" in decision ? decision.factors : [];
  const kind = offered[pick % offered.length] ?? "password";
  const isNew = decision.outcome === "setup" && kind !== "password" && kind !== "recovery_code";
  const made = isNew ? [{ id: `new-${now.getTime()}`, kind, usable: true }] : [];
  const used = [...made, ...user.credentials].find((held) => held.kind === kind && held.usable);
  const proved = proof(kind, { at: now, credentialId: used?.id, userVerified: pick % 2 === 0 });
  const recoveryCodesLeft = user.recoveryCodesLeft - (kind === "recovery_code" ? 1 : 0);
  return {
    now,
    user: {
      ...user,
      recoveryCodesLeft,
      twoFactorOn: user.twoFactorOn || isNew,
      credentials: [...user.credentials, ...made],
    },
    session: { ...session, proofs: [...session.proofs, proved] },
  };
}

test("whoever does as asked arrives, or is told no, within six steps: never a loop", {
  timeout: 120_000,
}, () => {
  const picks = fc.array(fc.nat({ max: 11 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(anyCase, picks, (given, way) => {
      let { facts } = given;
      const path = way.map((pick) => {
        const decision = decideCase(given.rules, facts, given.request);
        facts =
          decision.outcome === "allow" || decision.outcome === "deny" ? facts : follow(facts, decision, pick);
        return decision.outcome;
      });
      expect(["allow", "deny"]).toContain(path.at(-1));
    }),
    { numRuns: 2_000 },
  );
});
