import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { PersonSpec } from "./people";

const AT = "/settings/audit-log";
const AUDITOR = { role: "administrator", canAudit: true, name: "Vera Auditor" } satisfies PersonSpec;

const rows = (page: Page) => page.getByRole("table", { name: /^Audit log of/ }).getByRole("row");
const verify = (page: Page) => page.getByRole("button", { name: "Verify integrity" });

test("an auditor finds who did what, looks at it, follows its traces and takes it out as a file", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({
    vera: AUDITOR,
    mona: { totp: true, name: "Mona Ünlü" },
    paul: {},
  });
  const other = await otherBrowser();
  await signIn(other, people.mona);
  await enterCode(other, "000000");
  await expect(other.getByRole("alert").first()).toBeVisible();
  await expect(other.getByRole("textbox", { name: "6-digit code" })).toHaveValue("");
  await enterCode(other, await codes.next(people.mona));
  await expect(heading(other, "Home")).toBeVisible();
  await signIn(page, people.vera, { at: AT });
  await expect(heading(page, "Audit log")).toBeVisible();
  await awake(page);

  await page.getByRole("searchbox", { name: "Search the log" }).fill("ünlü");
  await expect(rows(page).filter({ hasText: "Vera Auditor" })).toHaveCount(0);
  await page.getByRole("combobox", { name: "Result" }).selectOption("Refused");
  await expect(rows(page)).toHaveCount(2);
  await rows(page).nth(1).getByRole("button").click();
  const detail = page.getByRole("dialog", { name: "Factor not proved" });
  await expect(detail.getByText(people.mona.id, { exact: false }).first()).toBeVisible();
  await detail.getByRole("button", { name: "All by this actor" }).click();
  await expect(page.getByRole("textbox", { name: "Actor" })).toHaveValue(people.mona.id);
  await expect(rows(page).filter({ hasText: "Signed in" })).not.toHaveCount(0);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toContain("time,action,result");
  expect(lines.slice(1).every((line) => line.includes(people.mona.id))).toBe(true);
  expect(
    await sql()`select actor_id from audit_events where workspace_id = ${id} and action = 'audit.exported'`,
  ).toEqual([{ actor_id: people.vera.id }]);

  const stranger = await otherBrowser();
  await signIn(stranger, people.paul, { at: AT });
  await expect(
    stranger.getByText("Only people with the right “View audit log”", { exact: false }),
  ).toBeVisible();
});

test("the log shows what happens while it is looked at, and says in words whether anybody altered it", async ({
  page,
  workspace,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ vera: AUDITOR, mona: { name: "Mona Late" } });
  await signIn(page, people.vera, { at: AT });
  await expect(heading(page, "Audit log")).toBeVisible();
  await awake(page);
  await expect(page.getByText("The log has not been verified yet.", { exact: false })).toBeVisible();
  await signIn(await otherBrowser(), people.mona);
  await expect(rows(page).filter({ hasText: "Mona Late" }).first()).toBeVisible({ timeout: 15_000 });

  await verify(page).click();
  await expect(
    page.getByText(/^Intact: \d+ events? in \d+ sealed blocks?\. Nothing was changed/),
  ).toBeVisible();
  await sql()`update audit_events set ip = '192.0.2.1' where workspace_id = ${id} and action = 'session.started'`;
  await verify(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "Not intact" })).toContainText(
    "an event was changed",
  );
});
