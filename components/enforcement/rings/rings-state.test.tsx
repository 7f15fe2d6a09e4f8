import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Rings } from "@/lib/admin/rings/read";
import { MESSAGES } from "@/lib/i18n/messages";
import { RingsState } from "./rings-state";

const RINGS: Rings = {
  state: "running",
  effect: "next_sign_in",
  graceDays: null,
  since: "2026-06-01T10:00:00Z",
  by: "Zoe Boss",
  paused: null,
  rings: [
    {
      number: 1,
      percent: null,
      policy: { id: "pol_1", name: "Pilots" },
      plannedAt: "2026-06-01T10:00:00Z",
      startedAt: "2026-06-01T10:00:00Z",
      people: 40,
    },
    {
      number: 2,
      percent: 20,
      policy: null,
      plannedAt: "2026-06-08T00:00:00Z",
      startedAt: null,
      people: null,
    },
    {
      number: 3,
      percent: 100,
      policy: null,
      plannedAt: "2026-06-15T00:00:00Z",
      startedAt: null,
      people: null,
    },
  ],
  limits: [
    { name: "failed_set_ups", count: 1, most: 5 },
    { name: "help_requests", count: 2, most: 5 },
  ],
};

const draw = (rings: Partial<Rings>, locale: "en" | "de" = "en") =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
      <RingsState rings={{ ...RINGS, ...rings }} />
    </NextIntlClientProvider>,
  ).replace(/<[^>]+>/g, "|");

test("each ring is told with its people and its day, and what would pause the further ones", () => {
  const words = draw({});
  expect(words).toContain("Planned on 1 June 2026 by Zoe Boss.");
  for (const told of [
    "1. Policy Pilots",
    "Since 1 June 2026",
    "2. 20 % of everybody",
    "From 8 June 2026",
    "3. Everybody",
    "Set-up failed for 1 person since the last ring started; more than 5 pause it.",
    "2 people have asked for help since the last ring started; more than 5 pause it.",
  ])
    expect(words).toContain(told);
});

const at = "2026-06-03T10:00:00Z";
test.each([
  ["failed_set_ups", null, 6, "On 3 June 2026, because set-up failed for 6 people."],
  ["help_requests", null, 1, "On 3 June 2026, because one person asked for help."],
  ["administrator", "Zoe Boss", 0, "On 3 June 2026 by Zoe Boss."],
] as const)("paused by %s it says so, and that nobody is let go", (reason, by, people, told) => {
  const words = draw({ state: "paused", paused: { at, by, reason, people } });
  expect(words).toContain("Enforcing in rings is paused");
  expect(words).toContain(`${told} Whoever is in a ring that has started stays in it.`);
  expect(words).toContain("Waits, planned from 8 June 2026");
});

test("done it says so, and no limit any more; German has words for all of it", () => {
  const words = draw({ state: "done" });
  expect(words).toContain("Every ring has started");
  expect(words).not.toContain("pause it");
  expect(
    draw({ state: "paused", paused: { at, by: null, reason: "help_requests", people: 7 } }, "de"),
  ).toContain("weil 7 Personen um Hilfe baten.");
});
