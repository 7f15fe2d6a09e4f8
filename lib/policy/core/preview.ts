import { hasAcceptedFactor } from "./acceptance";
import { foreseeSignIn } from "./foresee";
import type { Plan } from "./plan";
import { resolveRequirement } from "./requirement";
import { SESSION_PRESETS } from "./session-presets";
import type { Facts, Requirement, Rules } from "./types";

/** What a change comes to for one user, in the order in which a screen tells it. */
export const FATES = [
  "fine",
  "setup",
  "grace",
  "exempt",
  "cannot",
  "invited",
  "blocked",
  "untouched",
] as const;
export type Fate = (typeof FATES)[number];

/** Why somebody cannot comply. */
export const OBSTACLES = ["no_method", "factors_unusable", "address_unconfirmed"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** `until` ends a grace; `obstacle` says why it cannot be. */
export type Outlook = { fate: Fate; until: Date | null; obstacle: Obstacle | null };

export type Person = {
  rules: Rules;
  facts: Omit<Facts, "session">;
  user: { hasPassword: boolean; isAddressConfirmed: boolean };
};

/** The rules as planned, at the moment when what is new in them begins. */
function look(plan: Plan, { rules, facts }: Person) {
  const planned = plan(rules, facts.now);
  const { mode, startsAt } = planned.policy;
  const isLater =
    planned.policy !== rules.policy && mode === "required" && startsAt !== null && startsAt > facts.now;
  const now = isLater ? startsAt : facts.now;
  return { requirement: resolveRequirement(planned, null, now), facts: { ...facts, now } };
}

/**
 * What one user would meet at the next sign-in if `plan` were in force. Asks the decision itself and derives nothing
 * anew; sessions that are open are another question, answered by the plan's effect.
 */
export function outlookOf(plan: Plan, person: Person): Outlook {
  const { requirement, facts } = look(plan, person);
  const { user } = person;
  if (facts.user.blocked) return is("blocked");
  if (!user.hasPassword) return is("invited");
  if (!requirement.required) return is(requirement.suspended.length > 0 ? "exempt" : "untouched");
  if (!user.isAddressConfirmed) return cannot("address_unconfirmed");
  const { decision } = foreseeSignIn(requirement, facts);
  if (decision.outcome === "setup")
    return decision.graceUntil === null ? is("setup") : is("grace", decision.graceUntil);
  if (decision.outcome === "allow" && hasAcceptedFactor(requirement, facts.user)) return is("fine");
  return cannot(isAnyEnrollable(requirement, facts.user) ? "factors_unusable" : "no_method");
}

/** Whether the rule could be met by setting something up, whatever this user holds. */
export function isSatisfiable(plan: Plan, person: Person): boolean {
  const { requirement, facts } = look(plan, person);
  return isAnyEnrollable(requirement, facts.user) || hasAcceptedFactor(requirement, facts.user);
}

/** How long a session that is open now may go on under the rules as planned: when unused, and at most. */
export const lifetimeOf = (plan: Plan, { rules, facts }: Person) =>
  plan(rules, facts.now).sessionPreset === "standard" ? SESSION_PRESETS.standard : SESSION_PRESETS.aal2;

const isAnyEnrollable = ({ accepted }: Requirement, user: Facts["user"]): boolean =>
  accepted.some((kind) => user.enrollable.includes(kind));

const is = (fate: Fate, until: Date | null = null): Outlook => ({ fate, until, obstacle: null });
const cannot = (obstacle: Obstacle): Outlook => ({ fate: "cannot", until: null, obstacle });
