import { CHECKS } from "./checks";
import { reasonsFor } from "./reasons";
import { readSituation } from "./situation";
import type { CheckResult, Decision, Facts, Requirement } from "./types";

/**
 * What happens next, by the first check that fails; `allow` only when every one holds. Total and pure. The first reason
 * is the deciding one; every source in force is named after it.
 */
export function decide(requirement: Requirement, facts: Facts): Decision {
  const situation = readSituation(requirement, facts);
  for (const check of CHECKS) {
    const failure = check.fails(situation);
    if (failure === null) continue;
    const answer = check.answer(situation);
    return { ...answer, reasons: reasonsFor(situation, failure, answer) };
  }
  return { outcome: "allow", reasons: reasonsFor(situation, null, null) };
}

/** The same checks, all of them in their order, for "Why am I asked?", the admin's panel, audit and API. */
export function explain(requirement: Requirement, facts: Facts): CheckResult[] {
  const situation = readSituation(requirement, facts);
  return CHECKS.map(({ name, fails }) => {
    const reason = fails(situation);
    return { check: name, passed: reason === null, reason };
  });
}

/** Where a session stands, read off its base decision (the one without a request). Never stored. */
export type Standing = "signed_in" | "half_signed_in" | "setup_pending" | "grace" | "locked_out" | "ended";

/**
 * `locked_out`: the session goes on as half signed in, where the only way is help or an access pass; nothing the user
 * has can be asked for, and the password alone opens nothing.
 */
export function standingOf(decision: Decision): Standing {
  switch (decision.outcome) {
    case "allow":
      return "signed_in";
    case "challenge":
      return "half_signed_in";
    case "setup":
      return decision.graceUntil === null ? "setup_pending" : "grace";
    case "deny":
      return decision.reasons.includes("no_factor_possible") ? "locked_out" : "ended";
  }
}
