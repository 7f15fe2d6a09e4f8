import { levelThrough } from "./assurance";
import type { AnyCase } from "./testing-arbitraries";
import type { Proof, Rules, Source } from "./types";

/** What binds this session, read off the rules in the contract's words and not off the code under test. */
export function binding({ rules, facts }: AnyCase): { required: Source[]; flag: Source | null } {
  const ends = rules.exemptions.map(({ startsAt, endsAt, revokedAt }) => ({
    from: startsAt.getTime(),
    to: Math.min(endsAt.getTime(), revokedAt?.getTime() ?? Number.POSITIVE_INFINITY),
  }));
  const now = facts.now.getTime();
  const isExempt = ends.some(({ from, to }) => from <= now && now < to);
  const over = ends.filter(({ from, to }) => from < to && to <= now).map(({ to }) => to);
  const binds = (rule: Source | null, ...later: number[]): rule is Source => {
    if (rule === null) return false;
    const moments = [rule.since, rule.coveredSince ?? rule.since];
    const from = Math.max(...moments.map((moment) => moment.getTime()), ...later);
    return rule.effect === "right_away" || facts.session.beganAt.getTime() >= from;
  };
  const { mode, startsAt } = rules.policy;
  const started = startsAt?.getTime() ?? 0;
  const byPolicy = mode === "required" && started <= now && binds(rules.policy.source, ...over, started);
  const rest = [rules.userBox, rules.workspace, ringOf(rules)].filter((rule) => binds(rule, ...over));
  const required = isExempt ? [] : [...rest, ...(byPolicy ? [rules.policy.source] : [])];
  return {
    required: required.filter((rule) => rule !== null),
    flag: binds(rules.appFlag) ? rules.appFlag : null,
  };
}

/** The rule of the ring that began first for this user: when it started, or when they came into it. */
function ringOf({ rollout, place }: Rules): Source | null {
  const began = (rollout?.rings ?? []).flatMap(({ percent, policyId, startedAt }) => {
    const isIn = percent === null ? policyId === place.policyId : place.spot < percent;
    if (!isIn || startedAt === null) return [];
    const entered = percent === null ? [place.joinedAt, place.policySince] : [place.joinedAt];
    return [Math.max(...[startedAt, ...entered].map((moment) => moment.getTime()))];
  });
  if (rollout === null || began.length === 0) return null;
  const since = new Date(Math.min(...began));
  const { effect, graceDays: days } = rollout;
  const grace = days === null ? null : { until: null, days, skips: null };
  return { kind: "workspace", setBy: null, since, tightenedAt: null, coveredSince: null, effect, grace };
}

/** Whether the session holds a proof that the required terms accept. */
export function acceptable(given: AnyCase): boolean {
  const { rules, facts } = given;
  const { user, session } = facts;
  const isTrial = rules.policy.mode === "try_out";
  const phr = rules.phishingResistant && !isTrial;
  const { required, flag } = binding(given);
  const isAtOnce = [...required, flag].some((rule) => rule?.effect === "right_away");
  const off = rules.retiredMethods.filter(({ at }) => !isAtOnce && session.beganAt < at);
  const kinds: string[] = [...rules.workspaceMethods, ...off.map(({ kind }) => kind)].filter((kind) => {
    return isTrial || (rules.policyMethods.includes(kind) && (!phr || kind === "passkey"));
  });
  const isHeld = (one: Proof) =>
    user.credentials.some(
      ({ id, kind }) => kind === one.factor && [undefined, id].includes(one.credentialId),
    );
  const hasOne = user.credentials.some(({ kind, usable }) => usable && kinds.includes(kind));
  return session.proofs.some((one) => {
    const level = levelThrough(one, session.proofs);
    if (one.factor === "recovery_code") return !phr && hasOne && level === "aal2";
    return kinds.includes(one.factor) && isHeld(one) && (level === "phr" || (level === "aal2" && !phr));
  });
}
