/** When an application asks for a second factor. */
export const RULES = ["as_required", "always", "opted_in", "condition"] as const;
export type Rule = (typeof RULES)[number];

export const EFFECTS = ["next_sign_in", "right_away"] as const;
export type Effect = (typeof EFFECTS)[number];

/** An application's rule as an administrator writes it. `condition`: in CEL; null where the rule is none. */
export type RuleSettings = {
  rule: Rule;
  condition: string | null;
  allowsRemembered: boolean;
  effect: Effect;
};

const rank = ({ rule }: RuleSettings): number => (rule === "as_required" ? 0 : rule === "always" ? 2 : 1);

/**
 * Whether a rule may ask of somebody whom the one before did not ask: it binds anew from then on. What a condition comes
 * to is not foreseen: another one may always ask more.
 */
export function mayAskMore(before: RuleSettings, after: RuleSettings): boolean {
  if (rank(after) === 0) return false;
  const isOther = before.rule !== after.rule || before.condition !== after.condition;
  if (isOther && rank(after) >= rank(before)) return true;
  return before.allowsRemembered && !after.allowsRemembered;
}
