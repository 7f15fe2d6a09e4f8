import { expect, test } from "vitest";
import { mayAskMore, type RuleSettings } from "./rule";

const rule = (part: Partial<RuleSettings> = {}): RuleSettings => ({
  rule: "as_required",
  condition: null,
  allowsRemembered: false,
  effect: "next_sign_in",
  ...part,
});
const always = rule({ rule: "always" });
const when = (condition: string) => rule({ rule: "condition", condition });

test.each<[string, RuleSettings, RuleSettings, boolean]>([
  ["a rule that is switched on", rule(), always, true],
  ["a condition in place of none", rule(), when("true"), true],
  ["always in place of a condition", when("true"), always, true],
  ["another condition", when("true"), when("false"), true],
  ["the user's choice in place of a condition", when("true"), rule({ rule: "opted_in" }), true],
  ["no remembered browser any more", { ...always, allowsRemembered: true }, always, true],
  ["the same", always, always, false],
  ["another effect", always, { ...always, effect: "right_away" }, false],
  ["a condition in place of always", always, when("true"), false],
  ["a rule that is switched off", always, rule(), false],
  ["a remembered browser that counts", always, { ...always, allowsRemembered: true }, false],
])("%s may ask more: from %j to %j", (_what, before, after, more) => {
  expect(mayAskMore(before, after)).toBe(more);
});
