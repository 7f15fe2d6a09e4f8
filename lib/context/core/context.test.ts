import { describe, expect, test } from "vitest";
import type { Decision } from "../../policy/core/types";
import { ACR_VALUES, acrFor, lapsedAcr, PAPE_MULTI_FACTOR, readAcrValues } from "./acr";
import { type ApplicationRequest, demandsOf, easiest } from "./demand";
import { levelOfScopes, type ScopeLevels } from "./scopes";

const TABLE: ScopeLevels = { admin: "aal2", payment: "aal2", transfer: "phr" };
const TERMS = { scopeLevels: TABLE, freshBelowSeconds: 300 };
const ASKED_AT = new Date("2026-06-01T12:00:00Z");

test.each([
  [[], null],
  [["openid", "profile"], null],
  [["openid", "payment"], "aal2"],
  [["payment", "transfer"], "phr"],
  [["constructor", "__proto__", "toString"], null],
])("scopes %j demand %s", (scopes, level) => {
  expect(levelOfScopes(TABLE, scopes)).toBe(level);
});

test.each([
  ["aal2 phr", ["aal2", "phr"]],
  ["phr aal2 aal1", ["phr", "aal2", "aal1"]],
  [`urn:other ${PAPE_MULTI_FACTOR}`, [PAPE_MULTI_FACTOR]],
  ["urn:other 0 AAL2", []],
])("A77 of acr_values `%s` the supported ones count, in the client's order", (asked, supported) => {
  expect(readAcrValues(asked.split(" ")).map(({ value }) => value)).toEqual(supported);
});

test.each([
  ["phr", [], "phr"],
  ["aal1", [], "aal1"],
  ["phr", ["aal2"], "aal2"],
  ["phr", ["phr", "aal2"], "phr"],
  ["aal2", ["phr", PAPE_MULTI_FACTOR], PAPE_MULTI_FACTOR],
  ["aal1", ["aal2"], "aal1"],
] as const)("A77 a session at %s that was asked for %j is told as %s", (level, asked, acr) => {
  expect(acrFor(level, readAcrValues(asked))).toBe(acr);
});

test.each([
  ["aal2", "aal1", "aal1"],
  ["aal2", "aal2", "aal2"],
  ["aal1", "phr", "aal1"],
  [PAPE_MULTI_FACTOR, "aal1", "aal1"],
  [PAPE_MULTI_FACTOR, "phr", PAPE_MULTI_FACTOR],
  ["something of a later version", "aal2", "aal2"],
] as const)("A77 acr %s whose proofs reach %s now is %s: it lapses and never rises", (acr, level, now) => {
  expect(lapsedAcr(acr, level)).toBe(now);
});

test("every value that discovery names is understood", () => {
  expect(readAcrValues(ACR_VALUES).map(({ value }) => value)).toEqual(ACR_VALUES);
});

const request = (part: Partial<ApplicationRequest> = {}): ApplicationRequest => ({
  application: "Orders",
  scopes: ["openid"],
  maxAgeSeconds: null,
  asksAnew: false,
  askedAt: ASKED_AT,
  now: ASKED_AT,
  acr: [],
  rule: { asks: false, allowsRemembered: false },
  ...part,
});
const acr = (...values: string[]) => ({ acr: readAcrValues(values) });
const rule = (allowsRemembered = false) => ({ rule: { asks: true, allowsRemembered } });

describe("what a request demands", () => {
  test.each<[string, Partial<ApplicationRequest>, object | null]>([
    ["nothing beside a plain sign-in", {}, null],
    ["nothing for acr aal1", acr("aal1"), null],
    ["aal2 for a scope", { scopes: ["payment"] }, { level: "aal2", maxAgeSeconds: null }],
    ["the higher of scope and acr", { scopes: ["transfer"], ...acr("aal2") }, { level: "phr" }],
    ["any fresh proof for a long max_age", { maxAgeSeconds: 300 }, { level: "aal1", maxAgeSeconds: 300 }],
    ["a fresh second factor below", { maxAgeSeconds: 299 }, { level: "aal2", maxAgeSeconds: 299 }],
    [
      "as old as the question for a short max_age",
      { maxAgeSeconds: 1, now: new Date(ASKED_AT.getTime() + 40_000) },
      { maxAgeSeconds: 40 },
    ],
    [
      "no older than a question may wait",
      { maxAgeSeconds: 1, now: new Date(ASKED_AT.getTime() + 4_000_000) },
      { maxAgeSeconds: 600 },
    ],
    ["one made afterwards for max_age 0", { maxAgeSeconds: 0 }, { level: "aal2", maxAgeSeconds: 0 }],
    ["the user's own level for prompt=login", { asksAnew: true }, { level: "own", maxAgeSeconds: 0 }],
    ["not below the acr for prompt=login", { asksAnew: true, ...acr("phr") }, { level: "phr" }],
    ["aal2 by the rule", rule(), { level: "aal2", allowsRemembered: false }],
    ["a remembered browser where the rule allows it", rule(true), { level: "aal2", allowsRemembered: true }],
    [
      "no remembered browser for a scope",
      { ...rule(true), scopes: ["payment"] },
      { allowsRemembered: false },
    ],
    ["no remembered browser for an acr", { ...rule(true), ...acr("aal2") }, { allowsRemembered: false }],
  ])("%s", (_what, part, demand) => {
    const [only] = demandsOf(request(part), TERMS);
    if (demand === null) expect(only).toBeNull();
    else expect(only).toMatchObject({ lapses: true, application: "Orders", askedAt: ASKED_AT, ...demand });
  });

  test("A77 one demand for each acr, in the client's order", () => {
    const demands = demandsOf(request(acr("phr", "aal2")), TERMS);
    expect(demands.map((demand) => demand?.level)).toEqual(["phr", "aal2"]);
  });
});

const allow: Decision = { outcome: "allow", reasons: [] };
const challenge: Decision = { outcome: "challenge", factors: ["totp"], reasons: [] };
const setup: Decision = { outcome: "setup", factors: ["passkey"], graceUntil: null, reasons: [] };
const deny: Decision = { outcome: "deny", reasons: [] };

test.each([
  [[setup, allow], allow],
  [[setup, challenge], challenge],
  [[challenge, allow], allow],
  [[setup, setup], setup],
  [[deny, setup], setup],
  [[deny], deny],
] as [[Decision, ...Decision[]], Decision][])("A77 of %j the easiest for the user is taken", (all, taken) => {
  expect(easiest(all)).toBe(taken);
});
