import type { Page } from "@playwright/test";
import { ageSessions, sql } from "./browser/rows";
import { awake, enter, enterCode, expect } from "./fixtures";
import type { Person } from "./people";

export const stepUp = (page: Page) => page.getByRole("dialog", { name: "Verify it's you" });
export const green = (page: Page, words: string) =>
  page.getByRole("region", { name: /^Notifications/ }).getByText(words, { exact: true });

/** A field of the screen, also while the step-up lies over it. */
export const field = (page: Page, role: Parameters<Page["getByRole"]>[0], name: string | RegExp) =>
  page.getByRole(role, { name, includeHidden: true });

/** Enters with a proof that is too old for any deed. */
export async function enterStale(page: Page, person: Person, at: string, code: string): Promise<void> {
  await enter(page, person, { at, code });
  await awake(page);
  await ageSessions(person, 6);
}

/** A reload that nothing holds up: what is unsaved makes the browser ask. */
export async function reload(page: Page): Promise<void> {
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
}

/** The step-up asks; the page is loaded anew, and it asks again. */
export async function reloadWhileAsked(page: Page): Promise<void> {
  await expect(stepUp(page)).toBeVisible();
  await reload(page);
  await expect(stepUp(page)).toBeVisible();
}

export async function prove(page: Page, code: string): Promise<void> {
  await enterCode(page, code);
  await expect(stepUp(page)).toBeHidden();
}

/** What the audit log holds of an action in a workspace. */
export async function deedsOf(workspaceId: string, action: string): Promise<Record<string, unknown>[]> {
  return sql()`select target_id, data from audit_events
    where workspace_id = ${workspaceId} and action = ${action} and result = 'ok' order by at, id`;
}
