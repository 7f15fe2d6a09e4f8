import { describe, expect, test } from "vitest";
import { openGrace, timeOf } from "./grace";
import { resolveRequirement } from "./requirement";
import { ago, ahead, DAY, formerTerms, grace, HOUR, NOW, rules, source } from "./testing";
import type { FormerTerms, Grace, Rules, Source } from "./types";

/** A policy required for a hundred days, with a grace and perhaps a past. */
const timeUnder = (given: Grace | null, rest: Partial<Rules> = {}, from: Partial<Source> = {}) => {
  const policy = source("policy", { since: ago(100 * DAY), grace: given, ...from });
  return timeOf(policy, rules({ firstPromptedAt: ago(20 * DAY), ...rest }), NOW);
};
const past = (given: Partial<Grace>, rest: Partial<FormerTerms> = {}) => [
  formerTerms({ grace: grace(given), endedAt: ago(2 * DAY), ...rest }),
];
const days = (moment: Date | null) =>
  moment === null ? null : Math.round((moment.getTime() - NOW.getTime()) / DAY);

describe("time that was lengthened", () => {
  const ROWS: [
    what: string,
    formerTerms: FormerTerms[],
    rest: Partial<Rules>,
    from: Partial<Source>,
    left: number,
  ][] = [
    ["reopens no days that were over", past({ days: 5 }), {}, {}, -15],
    ["reopens no date that was past", past({ until: ago(4 * DAY) }), {}, {}, -4],
    [
      "reopens no date, for whoever never signed in either",
      past({ until: ago(4 * DAY) }),
      { firstPromptedAt: null },
      {},
      -4,
    ],
    ["reopens nothing where there was no time at all", past({}), {}, {}, -20],
    ["is given to whoever had some left", past({ days: 19 }), {}, {}, 10],
    ["is given to whoever was not asked before", past({ days: 1 }), { firstPromptedAt: ago(DAY) }, {}, 29],
    ["is given to whoever was not asked at all", past({}), { firstPromptedAt: null }, {}, 30],
    ["is given to whoever came later", past({ until: ago(4 * DAY) }), {}, { coveredSince: ago(DAY) }, 29],
    ["is given where nothing was required before", past({ days: 5 }, { mode: "optional" }), {}, {}, 10],
    [
      "ends with the earliest of several pasts",
      [...past({ days: 9 }), ...past({ days: 5 }, { endedAt: ago(HOUR) })],
      {},
      {},
      -15,
    ],
  ];
  test.each(ROWS)("%s", (_, former, rest, from, left) => {
    expect(days(timeUnder(grace({ days: 30 }), { formerTerms: former, ...rest }, from).graceUntil)).toBe(
      left,
    );
  });

  test("shortening bites at once", () => {
    expect(days(timeUnder(grace({ days: 5 }), { formerTerms: past({ days: 30 }) }).graceUntil)).toBe(-15);
    expect(timeUnder(null, { formerTerms: past({ days: 30 }) }).graceUntil).toBeNull();
  });

  test("more skips give nothing back to whoever had none left, and count on for the others", () => {
    const left = (skipsUsed: number, lastSkipAt: Date) =>
      timeUnder(grace({ skips: 5 }), { formerTerms: past({ skips: 2 }), skipsUsed, lastSkipAt }).skipsLeft;
    expect(left(1, ago(3 * DAY))).toBe(4);
    expect(left(2, ago(3 * DAY))).toBe(0);
    expect(left(2, ago(DAY))).toBe(3);
    const unlimited = timeUnder(grace({ days: 30 }), {
      formerTerms: past({ skips: 2 }),
      skipsUsed: 2,
      lastSkipAt: ago(3 * DAY),
    });
    expect(unlimited.skipsLeft).toBe(0);
  });

  test("another source's time has no past of the policy's", () => {
    const box = source("user", { grace: grace({ days: 30 }), since: ago(100 * DAY) });
    const given = rules({ firstPromptedAt: ago(20 * DAY), formerTerms: past({ days: 5 }) });
    expect(days(timeOf(box, given, NOW).graceUntil)).toBe(10);
  });
});

describe("an extension", () => {
  const given = (until: Date, at = ago(HOUR)) => ({ until, at });
  const toUser = (until: Date, at?: Date) => ({ extensions: { user: given(until, at), policy: null } });
  const toAll = (until: Date, at?: Date) => ({ extensions: { user: null, policy: given(until, at) } });
  const over = { grace: grace({ days: 5 }) };

  test.each([
    ["of one user reopens what was over", toUser(ahead(3 * DAY)), {}, 3],
    ["of everybody reopens what was over", toAll(ahead(3 * DAY)), {}, 3],
    ["gives time where the rule gives none", toUser(ahead(3 * DAY)), { grace: null }, 3],
    [
      "that ends before the time anyhow changes nothing",
      toUser(ahead(3 * DAY)),
      { grace: grace({ days: 40 }) },
      20,
    ],
    ["is over with its day", toUser(ago(DAY), ago(9 * DAY)), {}, -1],
    ["is void once the rule is made stricter", toUser(ahead(3 * DAY)), { tightenedAt: NOW }, -15],
    ["is void once the rule is switched on anew", toAll(ahead(3 * DAY)), { since: NOW }, 5],
    [
      "of one user is void once they come under another policy",
      toUser(ahead(3 * DAY)),
      { coveredSince: NOW },
      5,
    ],
    ["of everybody holds for whoever comes later", toAll(ahead(9 * DAY)), { coveredSince: NOW }, 9],
  ])("%s", (_, extension, from, left) => {
    expect(days(timeUnder(over.grace, extension, from).graceUntil)).toBe(left);
  });

  test("asks for no skips while it lasts", () => {
    const used = { skipsUsed: 2, ...toUser(ahead(DAY)) };
    const { graceUntil, skipsLeft } = timeUnder(grace({ skips: 2, until: ahead(30 * DAY) }), used);
    expect([days(graceUntil), skipsLeft]).toEqual([1, null]);
  });

  test("of one user opens every rule that asks, and of everybody the policy's alone", () => {
    const asking = {
      userBox: source("user"),
      policy: { mode: "required", source: source("policy", over), startsAt: null },
    } as const;
    const left = (extension: Partial<Rules>) =>
      openGrace(resolveRequirement(rules({ ...asking, ...extension }), null, NOW).sources, false, NOW);
    expect(days(left(toUser(ahead(3 * DAY))))).toBe(3);
    expect(left(toAll(ahead(3 * DAY)))).toBeNull();
  });
});
