import type { Page } from "@playwright/test";
import { chooseMethod, expect, heading, shownSecret } from "./fixtures";

export const SET_UP = "Set up two-factor authentication";
export const DEEP_LINK = "/settings/two-factor?from=mail";
export const ONE_APP = { factors: ["totp"], sessions: 1, openFlows: 0, isOn: true };
export const MOST_NAVIGATIONS = 10;
export const VERIFY = "Verify it's you";

export const continueButton = (page: Page) => page.getByRole("button", { name: "Continue", exact: true });

/** No autofill, so that a waiting passkey answers to the button alone. */
export const withoutAutofill = (page: Page) =>
  page.addInitScript(() => {
    window.PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

/** As far as the QR code; answers the key. */
export async function toQrCode(page: Page): Promise<string> {
  await expect(heading(page, SET_UP)).toBeVisible();
  await chooseMethod(page, "Authenticator app");
  await expect(heading(page, "Scan the QR code")).toBeVisible();
  return shownSecret(page);
}
