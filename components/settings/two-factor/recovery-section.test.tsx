import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { MESSAGES } from "@/lib/i18n/messages";
import { nextStepOf } from "../next-step";
import { RecoverySection } from "./recovery-section";

const overviewOf = (recoveryCodesLeft: number, set: object = {}) =>
  ({
    isOn: true,
    recoveryCodesOn: true,
    recoveryCodesLeft,
    factors: [{ kind: "totp" }],
    shield: { status: "active" },
    ...set,
  }) as unknown as TwoFactorOverview;

const draw = (overview: TwoFactorOverview) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
      <RecoverySection overview={overview} onTask={() => undefined} />
    </NextIntlClientProvider>,
  );

test.each([
  [10, "on", false],
  [4, "on", false],
  [3, "fewCodes", true],
  [1, "fewCodes", true],
  [0, "noCodes", true],
] as const)(
  "with %i recovery codes left the next step is `%s`, and the section warns: %s",
  (left, step, warns) => {
    expect(nextStepOf(overviewOf(left))).toBe(step);
    const shown = draw(overviewOf(left));
    expect(/Only \d|no recovery code/i.test(shown)).toBe(warns);
    expect(shown).toContain("Create new");
  },
);

test("where the workspace switched recovery codes off nothing is said of them", () => {
  const off = overviewOf(0, { recoveryCodesOn: false });
  expect(nextStepOf(off)).toBe("on");
  expect(draw(off)).toBe("");
});
