import { describe, expect, test } from "vitest";
import { keepTerms } from "./former-terms";
import { ago, ahead, DAY, formerTerms, grace, HOUR, NOW } from "./testing";
import { compareTerms, datesAfter, lawfulLength, type PolicyTerms } from "./tightening";

const terms = (rest: Partial<PolicyTerms> = {}): PolicyTerms => ({
  mode: "required",
  methods: ["passkey", "totp"],
  phishingResistant: false,
  effect: "next_sign_in",
  startsAt: null,
  grace: grace({}),
  sessionPreset: "standard",
  rememberedDays: 0,
  stepUpWindowMinutes: 5,
  levelLapseHours: 24,
  minPasswordLength: 15,
  allowSelfRemoval: false,
  ...rest,
});

type Given = Partial<PolicyTerms>;
const optional: Given = { mode: "optional" };
const tried: Given = { mode: "try_out" };

/** `tightened`; `-` before what is loosened; nothing where the change does nothing. */
const ROWS: [what: string, before: Given, after: Given, change: string][] = [
  ["required at last", optional, {}, "mode"],
  ["required no more", {}, optional, "-mode"],
  ["tried out instead of optional", optional, { mode: "try_out" }, "-methods"],
  ["tried out instead of required", {}, tried, "-mode -methods"],
  ["in force after a try-out", tried, {}, "mode methods"],
  ["a factor less", {}, { methods: ["passkey"] }, "methods"],
  ["a factor more", {}, { methods: ["passkey", "totp", "sms"] }, "-methods"],
  ["one factor for another", {}, { methods: ["passkey", "sms"] }, "methods -methods"],
  ["a factor less of one that is only tried out", tried, { ...tried, methods: ["passkey"] }, ""],
  ["a factor less of an optional one", optional, { ...optional, methods: ["passkey"] }, "methods"],
  ["phishing-resistant", {}, { phishingResistant: true }, "phishingResistant"],
  ["no longer phishing-resistant", { phishingResistant: true }, {}, "-phishingResistant"],
  ["right away", {}, { effect: "right_away" }, "effect"],
  ["at the next sign-in again", { effect: "right_away" }, {}, "-effect"],
  ["right away, of an optional one", optional, { ...optional, effect: "right_away" }, ""],
  ["starting later", {}, { startsAt: ahead(DAY) }, "-startsAt"],
  ["starting sooner", { startsAt: ahead(2 * DAY) }, { startsAt: ahead(DAY) }, "startsAt"],
  ["a start that is past", {}, { startsAt: ago(DAY) }, ""],
  ["a first grace", {}, { grace: grace({ days: 14 }) }, "-grace"],
  ["grace of no days", {}, { grace: grace({ days: 0 }) }, ""],
  ["grace taken away", { grace: grace({ days: 14 }) }, {}, "grace"],
  ["fewer days", { grace: grace({ days: 14 }) }, { grace: grace({ days: 7 }) }, "grace"],
  ["more days", { grace: grace({ days: 7 }) }, { grace: grace({ days: 14 }) }, "-grace"],
  ["an earlier date", { grace: grace({ until: ahead(DAY) }) }, { grace: grace({ until: NOW }) }, "grace"],
  ["a date beside days", { grace: grace({ days: 7 }) }, { grace: grace({ days: 7, until: NOW }) }, "grace"],
  ["days for a date", { grace: grace({ until: NOW }) }, { grace: grace({ days: 7 }) }, "grace -grace"],
  ["fewer skips", { grace: grace({ skips: 3 }) }, { grace: grace({ skips: 1 }) }, "grace"],
  [
    "days beside skips alone",
    { grace: grace({ skips: 3 }) },
    { grace: grace({ skips: 3, days: 7 }) },
    "grace",
  ],
  ["grace, with the mode", optional, { grace: grace({ days: 14 }) }, "mode"],
  ["shorter sessions", {}, { sessionPreset: "aal2" }, "sessionPreset"],
  ["longer sessions", { sessionPreset: "aal2" }, {}, "-sessionPreset"],
  ["browsers remembered", {}, { rememberedDays: 7 }, "-rememberedDays"],
  ["browsers remembered for less", { rememberedDays: 7 }, { rememberedDays: 1 }, "rememberedDays"],
  ["a proof for each deed", {}, { stepUpWindowMinutes: 0 }, "stepUpWindowMinutes"],
  ["a wider window", {}, { stepUpWindowMinutes: 60 }, "-stepUpWindowMinutes"],
  ["levels that lapse sooner", {}, { levelLapseHours: 1 }, "levelLapseHours"],
  ["shorter passwords", {}, { minPasswordLength: 8 }, "-minPasswordLength"],
  ["longer passwords", {}, { minPasswordLength: 20 }, "minPasswordLength"],
  ["a length that is not lawful", optional, { ...optional, minPasswordLength: 8 }, ""],
  ["self-removal", {}, { allowSelfRemoval: true }, "-allowSelfRemoval"],
  ["no more self-removal", { allowSelfRemoval: true }, {}, "allowSelfRemoval"],
  ["nothing", {}, {}, ""],
];

describe("a change of a policy is judged term by term:", () => {
  test.each(ROWS)("%s", (_, before, after, change) => {
    const { tightened, loosened } = compareTerms(terms(before), terms(after), NOW);
    const told = (names: readonly string[], mark: string) => names.map((name) => `${mark}${name}`);
    expect([...told(tightened, ""), ...told(loosened, "-")].join(" ")).toBe(change);
  });

  test.each(ROWS)("back again it is the other way round: %s", (_, before, after) => {
    const there = compareTerms(terms(before), terms(after), NOW);
    const back = compareTerms(terms(after), terms(before), NOW);
    expect(back).toEqual({ tightened: there.loosened, loosened: there.tightened });
  });
});

test("below 15 characters a password is lawful only where a second factor is required", () => {
  const length = (mode: PolicyTerms["mode"], minPasswordLength: number) =>
    lawfulLength({ mode, minPasswordLength });
  expect([
    length("required", 8),
    length("optional", 8),
    length("try_out", 8),
    length("optional", 20),
  ]).toEqual([8, 15, 15, 20]);
});

test("a policy is switched on with its mode, tightened with anything stricter, and keeps its dates otherwise", () => {
  const dates = { since: ago(9 * DAY), tightenedAt: ago(DAY) };
  const after = (before: Given, rest: Given) => datesAfter(dates, terms(before), terms(rest), NOW);
  expect(after(optional, {})).toEqual({ since: NOW, tightenedAt: null });
  expect(after({}, optional)).toEqual({ since: NOW, tightenedAt: null });
  expect(after({}, { sessionPreset: "aal2" })).toEqual({ since: dates.since, tightenedAt: NOW });
  expect(after({}, { rememberedDays: 3 })).toEqual(dates);
});

describe("of a policy's past is kept", () => {
  const since = ago(200 * DAY);
  const kept = (past: Parameters<typeof keepTerms>[0], before: Given, after: Given) =>
    keepTerms(past, terms(before), terms(after), { since, now: NOW });

  test("what stood until now, where acceptance, grace or mode change", () => {
    expect(kept([], {}, { methods: ["passkey"] })).toEqual([
      { ...formerTerms({ methods: ["passkey", "totp"] }), endedAt: NOW },
    ]);
    expect(kept([], {}, { grace: grace({ days: 7 }) })).toHaveLength(1);
    expect(kept([], {}, { rememberedDays: 7, sessionPreset: "aal2" })).toEqual([]);
  });

  test("what sessions that may still live began under, and what may have ended time since it is required", () => {
    const versions = [
      formerTerms({ endedAt: ago(201 * DAY) }),
      formerTerms({ endedAt: ago(100 * DAY), mode: "optional" }),
      formerTerms({ endedAt: ago(90 * DAY) }),
      formerTerms({ endedAt: ago(29 * DAY), mode: "optional" }),
      formerTerms({ endedAt: ago(HOUR) }),
    ];
    expect(kept(versions, {}, {})).toEqual(versions.slice(2));
  });
});
