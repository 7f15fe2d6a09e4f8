import { expect, test } from "vitest";
import { type ConditionInput, checkCondition, evaluateCondition } from "./condition";
import { CONDITION_INPUT } from "./testing-condition";

const { user, request, session } = CONDITION_INPUT;
const INPUT: ConditionInput = {
  client: { id: "demo-shop", name: "Demo shop" },
  user: { ...user, app_metadata: { useMfa: true, groups: ["finance"] } },
  request: { ...request, scopes: ["openid", "orders"] },
  session: { ...session, age_seconds: 90.5 },
};

/** Templates that the editor offers, and what people write first. */
test.each([
  ['client.id in ["demo-shop", "billing"]', true],
  ['client.id in ["billing"]', false],
  ["user.?app_metadata.?useMfa.orValue(false)", true],
  ["user.?user_metadata.?useMfa.orValue(false)", false],
  ['!inNetwork(request.ip, "203.0.113.0/24")', false],
  ['!["10.0.0.0/8", "2001:db8::/32"].exists(n, inNetwork(request.ip, n))', true],
  ["session.new_browser", true],
  ["session.age_seconds > 60", true],
  ['request.country != "" && !(request.country in ["DE", "NL"])', false],
  ['"payment" in request.scopes', false],
  ['"finance" in user.app_metadata.groups', true],
  ['user.role == "owner" || user.email.endsWith("@acme.example")', true],
  ["true", true],
])("%s is %s", (text, asks) => {
  expect(checkCondition(text)).toEqual({ ok: true });
  expect(evaluateCondition(text, INPUT)).toEqual({ asks, fails: null, fault: null });
});

/** Binds a name to twice the one before, so many times. */
function bindings(times: number, first: string): string {
  const names = Array.from({ length: times }, (_, at) => `a${at}`);
  const begun = names.map((name, at) => `cel.bind(${name}, ${at ? `a${at - 1} + a${at - 1}` : first}, `);
  return `${begun.join("")}a${times - 1}.size() > 0${")".repeat(times)}`;
}

test.each([
  ["", "empty"],
  ["user.", "grammar"],
  ["user.name", "not true or false"],
  ["1 + 1", "not true or false"],
  ['user.age > "x"', "no such field"],
  ["company.name == 'x'", "no such variable"],
  ['user.email.matches("(a+)+$")', "unbounded"],
  ['user.email . matches ("(a+)+$")', "unbounded"],
  [`"${"x".repeat(2_100)}" == ""`, "too long"],
  [Array.from({ length: 300 }, () => "true").join(" && "), "too many parts"],
  ["[1].all(a, [1].all(b, [1].all(c, true)))", "too many lists"],
  ["[1].all(a, [1].//\nall(b, [1].all//\n(c, true)))", "too many lists, with remarks between"],
  [bindings(20, "user.app_metadata.groups"), "a list that doubles"],
  [bindings(20, "user.name"), "a text that doubles"],
  ["process.exit()", "no such variable"],
  ['constructor.constructor("return 1")() == 1', "no code"],
])(
  "what cannot be told is refused when saved, and asks for the second factor if it runs: %s (%s)",
  (text) => {
    expect(checkCondition(text).ok).toBe(false);
    const verdict = evaluateCondition(text, INPUT);
    expect(verdict.asks).toBe(true);
    expect(verdict.fails).toBeTruthy();
  },
);

test.each([
  ["a missing field", "user.app_metadata.nothing == 1"],
  ["a wrong network", 'inNetwork(request.ip, "not a network")'],
  ["a wrong type inside metadata", "user.app_metadata.useMfa > 3"],
  ["neither yes nor no", "user.app_metadata.groups"],
])("a condition that fails while it runs asks for the second factor and says so: %s", (_what, text) => {
  const verdict = evaluateCondition(text, INPUT);
  expect(verdict.asks).toBe(true);
  expect(verdict.fails).toBeTruthy();
});

test("a condition is bounded: the longest walk through the largest input takes no noticeable time", () => {
  const groups = Array.from({ length: 700 }, (_, at) => `g${at}`);
  const input = { ...INPUT, user: { ...INPUT.user, app_metadata: { groups } } };
  const before = performance.now();
  evaluateCondition(
    "user.app_metadata.groups.all(a, user.app_metadata.groups.all(b, a != b || true))",
    input,
  );
  expect(performance.now() - before).toBeLessThan(2_000);
  const more = { ...INPUT, user: { ...INPUT.user, app_metadata: { groups: [...groups, ...groups] } } };
  expect(evaluateCondition("true", more)).toMatchObject({ asks: true });
});

test("an IPv4 address in IPv6 form is in its IPv4 network", () => {
  const request = { ...INPUT.request, ip: "::ffff:10.1.2.3" };
  const verdict = evaluateCondition('inNetwork(request.ip, "10.0.0.0/8")', { ...INPUT, request });
  expect(verdict).toEqual({ asks: true, fails: null, fault: null });
});

const GROUPS = "user.app_metadata.groups";
test.each([
  ["one list in another", `${GROUPS}.all(a, ${GROUPS}.all(b, a == b || true))`],
  ["lists of lists", `${GROUPS}.map(a, ${GROUPS}.map(b, b)).size() > 0`],
  ["texts taken apart", `${GROUPS}.join().split("").all(a, ${GROUPS}.join().split("").all(b, true))`],
  [
    "all compared with all, over and over",
    `${GROUPS}.all(a, ${Array(30).fill(`${GROUPS} == ${GROUPS}`).join(" && ")})`,
  ],
])("the largest input is not looked through for what takes long: %s", (_what, text) => {
  const input = { ...INPUT, user: { ...INPUT.user, app_metadata: { groups: Array(1_800).fill("") } } };
  const before = performance.now();
  expect(evaluateCondition(text, input)).toMatchObject({
    asks: true,
    fails: expect.stringMatching(/too (much|long)/),
  });
  expect(performance.now() - before).toBeLessThan(200);
});

test("the largest input is looked through for what people write", () => {
  const groups = Array.from({ length: 700 }, (_, at) => `g${at}`);
  const input = { ...INPUT, user: { ...INPUT.user, app_metadata: { groups } } };
  for (const text of [
    `${GROUPS}.exists(g, g == "g699")`,
    `${GROUPS}.exists(g, g in ["g699", "admins"])`,
    `${GROUPS}.exists(g, g.startsWith("g69")) && !${GROUPS}.exists(g, g.contains("x"))`,
    `"g699" in ${GROUPS}`,
  ])
    expect(evaluateCondition(text, input)).toEqual({ asks: true, fails: null, fault: null });
});
