import type { Locator, Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { enter, expect, heading, signIn } from "./fixtures";
import type { Person } from "./people";

export const HERE = "/settings/two-factor";
export const today = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
export const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
export const factor = (page: Page, label: string) => page.getByRole("listitem", { name: label, exact: true });
/** The one line of success that goes away. */
export const said = (page: Page, words: string) =>
  page.getByRole("region", { name: /^Notifications/ }).getByText(words, { exact: true });
export const stepUp = (page: Page) => page.getByRole("dialog", { name: "Verify it's you" });

export async function openSettings(page: Page, person: Person): Promise<void> {
  await enter(page, person, { at: HERE });
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
}

export async function signOut(page: Page): Promise<void> {
  await press(page, "Sign out");
  await expect(heading(page, "Sign in")).toBeVisible();
}

export async function createPasskey(page: Page): Promise<void> {
  await expect(heading(page, "Create a passkey")).toBeVisible();
  await press(page, "Create passkey");
}

export const choiceOf = async ({ id }: Person) => {
  const [row] =
    await sql()`select two_factor_on, two_factor_origin, required_since from users where id = ${id}`;
  return { isOn: row?.two_factor_on, origin: row?.two_factor_origin, requiredSince: row?.required_since };
};

export async function openSettingsWithApp(page: Page, person: Person, code: string): Promise<void> {
  await enter(page, person, { at: HERE, code });
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
}

export async function signInWithRecoveryCode(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await press(page, "Verify");
}
