import { resolveRequirement } from "./requirement";
import type { PolicyTerms } from "./tightening";
import type { Requirement, Rules } from "./types";

/** A policy as somebody would come under it. */
export type PlannedPolicy = {
  /** Another policy than theirs, which may be in a ring; left out: their own. */
  id?: string;
  terms: PolicyTerms;
  setBy: string | null;
  since: Date;
  tightenedAt: Date | null;
  coveredSince: Date | null;
};

/** Somebody's rules if their policy said this. What it said before is left out: it speaks of sessions, and of past deadlines. */
export function rulesUnder(rules: Rules, { id, terms, setBy, ...dates }: PlannedPolicy): Rules {
  const { policyId, policySince } = rules.place;
  const { grace } = terms;
  const hasGrace = grace.until !== null || grace.days !== null || grace.skips !== null;
  return {
    ...rules,
    place: { ...rules.place, policyId: id ?? policyId, policySince: dates.coveredSince ?? policySince },
    policy: {
      mode: terms.mode,
      startsAt: terms.startsAt,
      source: { kind: "policy", setBy, ...dates, effect: terms.effect, grace: hasGrace ? grace : null },
    },
    policyMethods: terms.methods,
    phishingResistant: terms.phishingResistant,
    allowSelfRemoval: terms.allowSelfRemoval,
    formerTerms: [],
    remembered: { allowed: terms.rememberedDays > 0, days: terms.rememberedDays },
    sessionPreset: terms.sessionPreset,
    stepUpWindowSeconds: terms.stepUpWindowMinutes * 60,
    levelLapseSeconds: terms.levelLapseHours * 3_600,
  };
}

/** What such a policy would require of somebody, at the moment it begins where that is still to come. */
export function requirementUnder(rules: Rules, policy: PlannedPolicy, now: Date): Requirement {
  const { startsAt } = policy.terms;
  return resolveRequirement(
    rulesUnder(rules, policy),
    null,
    startsAt !== null && startsAt > now ? startsAt : now,
  );
}
