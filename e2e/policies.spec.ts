import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { mailedTo } from "./browser/trail";
import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const AT = "/settings/policies";
const TITLE = "Authentication policies";
const SETUP = "Set up two-factor authentication";
const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });
const card = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2, name, exact: true }) });

async function open(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person, { at: AT });
  await enterCode(page, code);
  await expect(heading(page, TITLE)).toBeVisible();
  await awake(page);
}

test("an administrator makes a policy, puts somebody under it, and makes it stricter after seeing what it does", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  test.slow();
  const { id, people } = await workspace({ boss: BOSS, olga: { role: "owner" }, mia: { name: "Mia Park" } });
  await open(page, people.boss, await codes.next(people.boss));
  await button(page, "New policy").click();
  const sheet = page.getByRole("dialog", { name: "New policy" });
  await sheet.getByRole("textbox", { name: "Name" }).fill("Finance");
  await sheet.getByRole("spinbutton", { name: "Days", exact: true }).fill("14");
  await sheet.getByRole("spinbutton", { name: "Shortest password: characters" }).fill("8");
  await expect(sheet.getByText("Below 15 only where two-factor")).toBeVisible();
  await expect(sheet.getByRole("button", { name: "Create policy" })).toBeDisabled();
  await sheet.getByRole("spinbutton", { name: "Shortest password: characters" }).fill("15");
  await sheet.getByRole("button", { name: "Create policy" }).click();
  await expect(green(page, "Finance created")).toBeVisible();
  await expect(card(page, "Finance").getByRole("link", { name: "No members" })).toBeVisible();

  await page.goto(`/settings/users/${people.mia.id}`);
  await awake(page);
  await page.getByRole("combobox", { name: "Policy" }).selectOption("Finance");
  await expect(page.getByText("Nothing is required of Mia Park under this policy.")).toBeVisible();
  await button(page, "Save").click();
  await expect(green(page, "Saved")).toBeVisible();

  await page.goto(AT);
  await awake(page);
  await button(page, "Edit Finance").click();
  const edit = page.getByRole("dialog", { name: "Finance" });
  await edit.getByRole("radio", { name: "Required", exact: true }).check();
  await edit.getByRole("button", { name: "Save", exact: true }).click();
  const asked = page.getByRole("alertdialog", { name: "Save Finance?" });
  await expect(asked.getByText("has time to set up")).toBeVisible();
  await asked.getByRole("button", { name: "Save for 1 person" }).click();
  await expect(green(page, "Finance saved")).toBeVisible();
  await expect(card(page, "Finance").getByText("14 days")).toBeVisible();
  const changes =
    await sql()`select data from audit_events where workspace_id = ${id} and action = 'policy.changed'`;
  expect(changes).toMatchObject([{ data: { before: { mode: "optional" }, after: { mode: "required" } } }]);
  await expect
    .poll(() => mailedTo(page, people.mia))
    .toContainEqual(expect.stringMatching(/^Two-factor authentication is required for you/));

  const hers = await otherBrowser();
  await signIn(hers, people.mia);
  await expect(heading(hers, SETUP)).toBeVisible();
  await button(hers, "Later").click();
  await expect(hers.getByText("days are left to set up two-factor authentication")).toBeVisible();
});

test("a file moves everybody in it or nobody, and says what becomes of each line", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS, mia: {}, noa: {}, uma: { totp: true } });
  await open(page, people.boss, await codes.next(people.boss));
  await button(page, "Move people by CSV").click();
  const dialog = page.getByRole("dialog", { name: "Move people by CSV" });
  await dialog.getByRole("combobox", { name: "To policy" }).selectOption("Privileged");
  const choose = (text: string) =>
    dialog
      .getByLabel("CSV file")
      .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await choose(`email\n${people.mia.email}\nnobody@nowhere.example\n`);
  await dialog.getByRole("button", { name: "Check file" }).click();
  await expect(dialog.getByText("One line names nobody in this workspace.")).toBeVisible();
  const rows = dialog.getByRole("region", { name: "Lines of the file" }).getByRole("listitem");
  await expect(rows.first()).toContainText("nobody@nowhere.example");
  await expect(rows.first()).toContainText("not found");
  await expect(dialog.getByRole("button", { name: "Move 1 person" })).toBeDisabled();
  await choose(`email\n${people.mia.email}\n${people.noa.email}\n${people.uma.email}\n`);
  await dialog.getByRole("button", { name: "Check file" }).click();
  await dialog.getByRole("button", { name: "Move 3 people" }).click();
  await expect(green(page, "3 people moved")).toBeVisible();
  await expect(card(page, "Privileged").getByRole("link", { name: "3 members" })).toBeVisible();
  const moved =
    await sql()`select 1 from audit_events where workspace_id = ${id} and action = 'policy.moved'`;
  expect(moved).toHaveLength(3);
});

test("a policy in try-out asks nobody, and its card says what it would have done", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, mia: {} });
  await sql()`update policies set mode = 'try_out', since = now() where workspace_id = ${id} and is_default`;
  const hers = await otherBrowser();
  await signIn(hers, people.mia);
  await expect(hers).toHaveURL(/dashboard/);
  await open(page, people.boss, await codes.next(people.boss));
  await expect(card(page, "Default").getByText("sent 1 person to set-up, at 1 sign-in")).toBeVisible();
  await button(page, "Delete Privileged").click();
  const dialog = page.getByRole("alertdialog", { name: "Delete Privileged?" });
  await dialog.getByRole("button", { name: "Delete policy" }).click();
  await expect(green(page, "Privileged deleted")).toBeVisible();
  await expect(card(page, "Privileged")).toHaveCount(0);
});

test("whoever may remove their own two-step verification is held at set-up everywhere, and the administrators hear of it", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, mia: { totp: true } });
  await sql()`update policies set mode = 'required', allow_self_removal = true where workspace_id = ${id} and is_default`;
  const elsewhere = await otherBrowser();
  await signIn(elsewhere, people.mia);
  await enterCode(elsewhere, await codes.next(people.mia));
  await expect(elsewhere).toHaveURL(/dashboard/);
  await signIn(page, people.mia, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(people.mia));
  await awake(page);
  await button(page, "Disable two-factor authentication").click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Disable/ })
    .click();
  await expect(heading(page, SETUP)).toBeVisible();
  await elsewhere.goto("/settings/users");
  await expect(heading(elsewhere, SETUP)).toBeVisible();
  await expect
    .poll(() => mailedTo(page, people.boss))
    .toContainEqual(expect.stringMatching(/^Somebody removed their own two-step verification/));
});

test("somebody whose time is over gets more from an administrator, and goes on", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS, mia: { name: "Mia Park", isInGrace: true } });
  await sql()`update users set first_prompted_at = now() - interval '9 days', policy_since = now() - interval '20 days'
    where id = ${people.mia.id}`;
  await sql()`update policies set since = now() - interval '30 days' where name = 'Gentle' and workspace_id =
    (select workspace_id from users where id = ${people.mia.id})`;
  const hers = await otherBrowser();
  await signIn(hers, people.mia);
  await expect(heading(hers, SETUP)).toBeVisible();
  await expect(button(hers, "Later")).toHaveCount(0);
  await signIn(page, people.boss, { at: `/settings/users/${people.mia.id}` });
  await enterCode(page, await codes.next(people.boss));
  await awake(page);
  await button(page, "Give more time").click();
  const [moment] = await sql()`select to_char(now() + interval '5 days', 'YYYY-MM-DD') as day`;
  const dialog = page.getByRole("dialog", { name: "Give Mia Park more time" });
  await dialog.getByLabel("Until").fill(String(moment?.day));
  await dialog.getByRole("button", { name: "Give time" }).click();
  await expect(green(page, "Mia Park has time until")).toBeVisible();
  await hers.reload();
  await button(hers, "Later").click();
  await expect(hers).toHaveURL(/dashboard/);
});
