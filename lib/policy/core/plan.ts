import { graceOfDays } from "./grace";
import { type PlannedPolicy, rulesUnder } from "./planned";
import type { Effect, Exemption, Rollout, Rules, Source } from "./types";

/** A change of the rules before it is made: what it turns the rules of each user it falls on into. */
export type Plan = (rules: Rules, now: Date) => Rules;

/** How a new rule binds, and who sets it. */
export type Terms = { setBy: string | null; effect: Effect; graceDays: number | null };

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

export const revokeForAll: Plan = (rules) => ({ ...rules, workspace: null, rollout: null });

/** Enforcing in rings as it stands once ring `number` has started too, and those before it that had not. */
export const startRing =
  (rollout: Rollout, number: number): Plan =>
  (rules, now) => ({
    ...rules,
    rollout: {
      ...rollout,
      rings: rollout.rings.map((ring, i) =>
        i < number ? { ...ring, startedAt: ring.startedAt ?? now } : ring,
      ),
    },
  });

/** A policy says this from now on, for those in it or those moved into it. */
export const underPolicy =
  (policy: PlannedPolicy): Plan =>
  (rules) =>
    rulesUnder(rules, policy);

export const exempt =
  (exemption: Exemption): Plan =>
  (rules) => ({ ...rules, exemptions: [...rules.exemptions, exemption] });
