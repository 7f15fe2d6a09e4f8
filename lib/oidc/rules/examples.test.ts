import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../core/rule";
import { ruleOf, TEMPLATES } from "../core/templates";
import { type ConditionInput, checkCondition, evaluateCondition } from "./condition";
import { CONDITION_INPUT } from "./testing-condition";

const INPUT: ConditionInput = {
  ...CONDITION_INPUT,
  client: { id: "app_01", name: "Orders" },
  request: { ...CONDITION_INPUT.request, ip: "192.0.2.7" },
  session: { ...CONDITION_INPUT.session, age_seconds: 10, new_browser: false },
};

/** Somebody of whom every example but the first asks. */
const OTHER: ConditionInput = {
  ...INPUT,
  user: { ...INPUT.user, role: "owner", app_metadata: { useMfa: true } },
  request: { ...INPUT.request, ip: "203.0.113.7", country: "" },
  session: { ...INPUT.session, age_seconds: 7_200, new_browser: true },
};

const text = readFileSync(new URL("../../../docs/applications.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/```cel\n([^`]+)\n```/g)].map(([, condition = ""]) => condition);

test.each(examples.map((condition, at) => [condition, at === 0] as const))(
  "the documented condition %s can be saved and told, and tells one from another",
  (condition, isOfClient) => {
    expect(checkCondition(condition)).toEqual({ ok: true });
    expect(evaluateCondition(condition, INPUT)).toEqual({ asks: isOfClient, fails: null, fault: null });
    const other = isOfClient ? { ...OTHER, client: { id: "app_03", name: "Shop" } } : OTHER;
    expect(evaluateCondition(condition, other)).toEqual({ asks: !isOfClient, fails: null, fault: null });
  },
);

test("every template is a rule that can be saved, and every condition among them is documented", () => {
  for (const template of TEMPLATES) {
    const { rule, condition } = ruleOf(template, 'app_"01');
    expect(RULES).toContain(rule);
    expect(condition === null).toBe(rule !== "condition");
    if (condition === null) continue;
    expect(checkCondition(condition)).toEqual({ ok: true });
    expect(evaluateCondition(condition, INPUT).fails).toBeNull();
    if (template !== "these_applications") expect(examples).toContain(condition);
  }
  expect(examples.length).toBeGreaterThanOrEqual(7);
});

test.each([
  ["user.age > 1", 1, 6, "age"],
  ["true &&\n company.x", 2, 2, "company"],
  ['user.email.matches("x")', 1, 12, "matches"],
  ["[1].all(a, [1].all(b, [1].all(c, true)))", 1, 26, ""],
])("what is wrong with %j is said with its place", (condition, line, column, marked) => {
  const check = checkCondition(condition);
  if (check.ok || !check.at) throw new Error("nothing is wrong, or nowhere");
  expect(check.at).toMatchObject({ line, column });
  expect(condition.slice(check.at.start, check.at.end)).toBe(marked);
});
