import type { Page } from "@playwright/test";
import { expect, heading, signIn } from "./fixtures";
import type { PersonSpec } from "./people";

export const ADMIN = { role: "administrator", canManage: true, totp: true } satisfies PersonSpec;
export const WAYS = "Can't use any of these?";
export const SETUP = "Set up two-factor authentication";
export const REASON = "Called back on the known number";
export const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
export const seen = (page: Page, name: string) => expect(heading(page, name)).toBeVisible();

/** To the ways back, from the door. */
export async function toWaysBack(page: Page, person: { email: string }, at = "/sign-in"): Promise<void> {
  await signIn(page, person, { at });
  await page.getByRole("link", { name: WAYS }).click();
  await seen(page, WAYS);
}

/** Answers the open dialog of an administrator's deed. */
export async function confirm(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill(REASON);
  await dialog.getByRole("button", { name: button, exact: true }).click();
}

/** The code in the dialog, read once. */
export async function readPass(page: Page): Promise<string> {
  const code = await page.getByRole("dialog").getByRole("code").textContent();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  return code ?? "";
}

export async function enterPass(page: Page, code: string): Promise<void> {
  await page.getByRole("textbox", { name: "Access pass" }).fill(code);
  await press(page, "Continue");
}
