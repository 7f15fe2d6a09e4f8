import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { OwnFactor, TwoFactorOverview } from "@/lib/flows/overview";
import { MESSAGES } from "@/lib/i18n/messages";
import { FactorRow } from "./factor-row";

const FACTOR: OwnFactor = {
  id: "crd_1",
  kind: "totp",
  label: "Work phone",
  createdAt: "2026-05-03T14:02:00Z",
  lastUsedAt: null,
  isSuspect: false,
  isRemovable: true,
  isAccepted: true,
  isSynced: null,
  provider: null,
};
const never = () => undefined;
const draw = (set: Partial<OwnFactor>) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
      <FactorRow
        factor={{ ...FACTOR, ...set }}
        overview={{ isOn: true, isRequired: true, offered: ["passkey"] } as unknown as TwoFactorOverview}
        onRename={never}
        onReplace={never}
        onRemove={never}
      />
    </NextIntlClientProvider>,
  );

test("a factor that the policy does not accept says so, and one that it accepts does not", () => {
  expect(draw({ isAccepted: false })).toContain("Not accepted by your policy");
  expect(draw({})).not.toContain("Not accepted by your policy");
});

test("the kind stands below a name of one's own, and is not said twice where it is the name", () => {
  expect(draw({})).toContain("Authenticator app · ");
  expect(draw({ label: "Authenticator app" })).not.toContain("Authenticator app · ");
});
