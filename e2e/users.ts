import type { Locator, Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { awake, enter, expect } from "./fixtures";
import type { Person, PersonSpec } from "./people";

export const LIST = "/settings/users";
export const BOSS = {
  role: "administrator",
  canManage: true,
  totp: true,
  name: "Zoe Boss",
} satisfies PersonSpec;
export const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
/** Every row of the list; behind an open panel they are hidden from assistive technology, and still there. */
export const row = (page: Page, name: string) => page.getByRole("row", { name, includeHidden: true });
export const shield = (page: Page, name: string) => row(page, name).getByLabel(/2FA/);
export const panel = (page: Page, name: string) => page.getByRole("dialog", { name, exact: true });
export const box = (within: Page | Locator) => within.getByRole("checkbox", { name: "Require MFA" });
export const rights = (within: Page | Locator) =>
  within.getByRole("checkbox", { name: "Manage user rights" });
export const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });
export const shown = (page: Page) => page.getByRole("main").getByRole("status");

/** The one tooltip there is, once those before it have gone. */
export async function expectTooltip(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole("tooltip")).toHaveCount(1);
  await expect(page.getByRole("tooltip")).toHaveText(words);
}

export async function openList(page: Page, person: Person, code?: string, at = LIST): Promise<void> {
  await enter(page, person, { at, code });
  await expect(page).toHaveURL(at);
  await awake(page);
}

export async function openPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole("link", { name, exact: true }).click();
  await expect(panel(page, name)).toBeVisible();
  return panel(page, name);
}

export const boxOf = async ({ id }: Person) => {
  const [user] = await sql()`select required_since, required_by, rights from users where id = ${id}`;
  return { isTicked: user?.required_since !== null, by: user?.required_by, rights: user?.rights };
};
