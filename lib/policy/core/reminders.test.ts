import { describe, expect, test } from "vitest";
import { dueReminder, lateness } from "./reminders";
import {
  ago,
  ahead,
  DAY,
  exemption,
  type FactsInput,
  facts,
  grace,
  HOUR,
  held,
  NOW,
  rules,
  source,
} from "./testing";
import type { Grace, Rules } from "./types";

const inGrace = (given: Partial<Grace> | null, rest: Partial<Rules> = {}): Rules =>
  rules({ userBox: source("user", { grace: given && grace(given) }), firstPromptedAt: ago(DAY), ...rest });
const until = (days: number) => inGrace({ until: ahead(days * DAY) });

describe("a reminder is due", () => {
  const ROWS: [what: string, rules: Rules, facts: FactsInput, due: [step: number, left: number] | null][] = [
    ["not with fifteen days left", until(15), {}, null],
    ["with fourteen days and some hours", until(14.5), {}, [14, 14]],
    ["with fourteen", until(14), {}, [14, 14]],
    ["not another time with eight", until(8), {}, [14, 8]],
    ["with seven", until(7.9), {}, [7, 7]],
    ["with three", until(3.1), {}, [3, 3]],
    ["with two, the one of three", until(2), {}, [3, 2]],
    ["with one", until(1.2), {}, [1, 1]],
    ["on the last day", until(0.99), {}, [0, 0]],
    ["not when it is over", until(-0.1), {}, null],
    ["not where no time is given", inGrace(null), {}, null],
    ["of days since the first prompt", inGrace({ days: 8 }), {}, [7, 7]],
    ["not of days that nobody has begun", inGrace({ days: 7 }, { firstPromptedAt: null }), {}, null],
    [
      "of a date before anybody was asked",
      inGrace({ until: ahead(DAY) }, { firstPromptedAt: null }),
      {},
      [1, 1],
    ],
    [
      "of the date where days would end later",
      inGrace({ until: ahead(DAY), days: 7 }, { firstPromptedAt: null }),
      {},
      [1, 1],
    ],
    [
      "not of whoever has set up",
      until(3),
      { user: { twoFactorOn: true, credentials: [held("totp")] } },
      null,
    ],
    ["not of whoever is exempt", inGrace({ until: ahead(DAY) }, { exemptions: [exemption()] }), {}, null],
    ["not where the skips are used up", inGrace({ until: ahead(DAY), skips: 1 }, { skipsUsed: 1 }), {}, null],
    [
      "where more time was given",
      inGrace(null, { extensions: { user: { until: ahead(3 * DAY), at: ago(HOUR) }, policy: null } }),
      {},
      [3, 3],
    ],
  ];
  test.each(ROWS)("%s", (_, given, known, due) => {
    const found = dueReminder(given, facts(known));
    expect(found && [found.step, found.daysLeft]).toEqual(due);
  });
});

test("who has still to set up is in time, late, or was given no time; others are none of these", () => {
  const of = (given: Rules, known: FactsInput = {}) => lateness(given, facts(known));
  expect(of(until(1))).toBe("in_time");
  expect(of(until(-1))).toBe("late");
  expect(of(inGrace({ until: ahead(DAY), skips: 1 }, { skipsUsed: 1 }))).toBe("late");
  expect(of(inGrace(null))).toBe("at_once");
  expect(of(rules())).toBeNull();
  expect(of(until(1), { now: NOW, user: { twoFactorOn: true, credentials: [held("totp")] } })).toBeNull();
});
