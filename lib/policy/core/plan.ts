import { type PlannedPolicy, rulesUnder } from "./planned";
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

/** A policy says this from now on, for those in it or those moved into it. */
export const underPolicy =
  (policy: PlannedPolicy): Plan =>
  (rules) =>
    rulesUnder(rules, policy);

export const exempt =
  (exemption: Exemption): Plan =>
  (rules) => ({ ...rules, exemptions: [...rules.exemptions, exemption] });
