import { expect, test } from "vitest";
import { MESSAGES } from "../../i18n/messages";
import { type ConditionInput, checkCondition, evaluateCondition } from "../rules/condition";
import { CONDITION_INPUT } from "../rules/testing-condition";
import { CONDITION_FAULTS, type ConditionFaultKind, faultOf } from "./condition-faults";

const read = (text: string) => {
  const check = checkCondition(text);
  return check.ok ? null : check;
};

const WRITTEN: [ConditionFaultKind, string, string][] = [
  ["ends_early", "user.", ""],
  ["ends_early", "session.new_browser &&", ""],
  ["unexpected", "user.role = 'x'", "="],
  ["unexpected", "in", "in"],
  ["open_string", "user.role == 'x", "'x"],
  ["wrong_number", "0x == 1", "0x"],
  ["wrong_escape", "user.role == '\\q'", "\\q"],
  ["reserved", "for", "for"],
  ["too_large", `${"(".repeat(26)}true${")".repeat(26)}`, ""],
  ["unknown_variable", "company.name == 'x'", "company"],
  ["no_such_field", "user.age > 3", "age"],
  ["no_such_function", "inNetwork(1, 2)", "inNetwork(1, 2)"],
  ["no_such_operator", "user.role > 3", "user.role > 3"],
  ["not_true_or_false", "user.role && true", "user.role && true"],
  ["mixed_kinds", "[1, 'a'] == []", "'a'"],
  ["mixed_kinds", "true ? 1 : 'a'", "true ? 1 : 'a'"],
  ["no_list", "user.role.exists(a, true)", "role"],
  ["wrong_index", "user.role[0] == 'a'", "user.role[0]"],
  ["wrong_macro", "has(user)", "user"],
];

test.each(WRITTEN)("what is %s is told by its kind, part and place: %s", (kind, text, what) => {
  const check = read(text);
  expect(check).toMatchObject({ problem: "unreadable", fault: { kind, what } });
  const { start = -1, end = -1 } = check?.at ?? {};
  expect(text.slice(start, end).trim()).toBe(what);
});

const INPUT: ConditionInput = {
  ...CONDITION_INPUT,
  user: { ...CONDITION_INPUT.user, app_metadata: { useMfa: true, level: 3, groups: ["a"] } },
};

const RUN: [ConditionFaultKind, string][] = [
  ["missing", "user.app_metadata.nothing == 1"],
  ["no_such_operator", "user.app_metadata.useMfa > 3"],
  ["out_of_range", "request.scopes[4] == 'a'"],
  ["by_zero", "session.age_seconds / 0 == 1"],
  ["not_converted", "int(user.name) == 1"],
  ["not_true_or_false", "user.app_metadata.groups"],
  ["too_big", "9223372036854775807 + session.age_seconds == 1"],
];

test.each(RUN)("what turns out %s while it runs is told by its kind: %s", (kind, text) => {
  expect(evaluateCondition(text, INPUT)).toMatchObject({ asks: true, fault: { kind } });
});

test("every kind has words of its own in each language, which name the part where there is one", () => {
  for (const { applications } of Object.values(MESSAGES)) {
    const { fault, unreadable } = applications.condition;
    expect(Object.keys(fault).sort()).toEqual([...CONDITION_FAULTS].sort());
    expect(new Set(Object.values(fault)).size).toBe(CONDITION_FAULTS.length);
    expect(unreadable).toContain("{error}");
  }
});

test("what the library says otherwise is told in its own words, and a long part is cut", () => {
  expect(faultOf("x", { code: "something_new" }, false)).toBeNull();
  expect(faultOf("x", { code: "toString" }, false)).toBeNull();
  expect(faultOf("x", new Error("not a network"), true)).toBeNull();
  const long = `user.role == ${"1".repeat(100)}`;
  const fault = faultOf(long, { code: "no_such_overload", range: { start: 0, end: long.length } }, false);
  expect(fault?.what).toHaveLength(60);
});
