import { expect, test } from "vitest";
import { formatDay, formatEntry, formatMoment } from "./dates";

const instant = "2026-05-03T22:02:00Z";

test.each([
  ["en", "UTC", "3 May 2026, 22:02"],
  ["de", "UTC", "3. Mai 2026, 22:02"],
  ["en", "Europe/Berlin", "4 May 2026, 00:02"],
] as const)("a moment in %s, in %s", (locale, timeZone, expected) => {
  expect(formatMoment(instant, locale, timeZone)).toBe(expected);
  expect(expected.startsWith(formatDay(new Date(instant), locale, timeZone))).toBe(true);
});

test.each([
  ["en", "3 May 2026, 22:02:00"],
  ["de", "03.05.2026, 22:02:00"],
] as const)("an entry of the log in %s has its seconds, and hours from 0 to 23", (locale, expected) => {
  expect(formatEntry(instant, locale)).toBe(expected);
});
