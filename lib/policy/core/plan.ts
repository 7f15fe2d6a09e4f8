import type { Effect, Exemption, Grace, Rules, Source } from "./types";

/** A change of the rules before it is made: what it turns the rules of each user it falls on into. */
export type Plan = (rules: Rules, now: Date) => Rules;

/** How a new rule binds, and who sets it. */
export type Terms = { setBy: string | null; effect: Effect; graceDays: number | null };

/** Days to comply as a grace; null: none. */
export const graceOfDays = (days: number | null): Grace | null =>
  days === null ? null : { until: null, days, skips: null };

const newSource = (kind: Source["kind"], { setBy, effect, graceDays }: Terms, now: Date): Source => ({
  kind,
  setBy,
  since: now,
  tightenedAt: null,
  coveredSince: null,
  effect,
  grace: graceOfDays(graceDays),
});

/** Ticks the `Require MFA` box; one that is ticked stays as it is. */
export const requireUsers =
  (terms: Terms): Plan =>
  (rules, now) => ({ ...rules, userBox: rules.userBox ?? newSource("user", terms, now) });

/** Enforces 2FA for all users of the workspace; where it is enforced it stays as it is. */
export const enforceForAll =
  (terms: Terms): Plan =>
  (rules, now) => ({ ...rules, workspace: rules.workspace ?? newSource("workspace", terms, now) });

export const revokeForAll: Plan = (rules) => ({ ...rules, workspace: null });

/** What a policy asks, for the users in it or moved into it; what is left out stays as it is. */
export type PolicyPlan = Partial<
  Pick<Rules, "policyMethods" | "phishingResistant" | "allowSelfRemoval" | "sessionPreset" | "remembered">
> & { policy?: Partial<Rules["policy"]> };

export const usePolicy =
  ({ policy, ...rest }: PolicyPlan): Plan =>
  (rules) => ({ ...rules, ...rest, policy: { ...rules.policy, ...policy } });

export const exempt =
  (exemption: Exemption): Plan =>
  (rules) => ({ ...rules, exemptions: [...rules.exemptions, exemption] });
