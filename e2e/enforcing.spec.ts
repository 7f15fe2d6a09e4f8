import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { lastAudit, mailedTo } from "./browser/trail";
import { awake, dismiss, enterCode, expect, heading, setUpApp, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });

async function open(page: Page, person: Person, at: string, code?: string): Promise<void> {
  await signIn(page, person, { at });
  if (code) await enterCode(page, code);
  await expect(page).toHaveURL(at);
  await awake(page);
}

test("an administrator sees who would be asked, enforces for everybody, and takes it back", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({
    boss: BOSS,
    olga: { role: "owner" },
    mia: { name: "Mia Bare" },
    rob: { isRequired: true },
  });
  await open(page, people.boss, "/settings/security", await codes.next(people.boss));
  await press(page, "Enforce 2FA for all users");
  const dialog = page.getByRole("dialog", { name: "Enforce 2FA for all users?" });
  const list = dialog.getByRole("list", { name: "What happens to whom" });
  await expect(dialog.getByText("4 people", { exact: true })).toBeVisible();
  await expect(list.getByRole("listitem")).toHaveText(["1 is already fine", "3 will set up at next sign-in"]);
  await expect(dialog.getByText("You are among them, and already fine.")).toBeVisible();
  await expect(dialog.getByText("30 days at most")).toBeVisible();
  await list.getByRole("button", { name: "Show 3 people" }).click();
  const behind = dialog.getByRole("region", { name: "People: sets up a factor" });
  await expect(behind.getByRole("listitem")).toHaveCount(3);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    behind.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const csv = await readFile(await file.path(), "utf8");
  expect(csv.trim().split("\n")).toHaveLength(4);
  expect(csv).toContain(`Mia Bare,${people.mia.email},sets up a factor`);
  await press(page, "Enforce for 4 people");
  await expect(page.getByRole("main").getByText("2FA is now enforced for all users")).toBeVisible();
  await expect
    .poll(() => mailedTo(page, people.olga))
    .toContainEqual(expect.stringMatching(/^Two-factor authentication is enforced for everyone/));
  const hers = await otherBrowser();
  await signIn(hers, people.mia, { at: "/dashboard" });
  await expect(heading(hers, "Set up two-factor authentication")).toBeVisible();
  await setUpApp(hers, codes, people.mia);
  await expect(hers).toHaveURL("/dashboard");
  await press(page, "Revoke enforcement");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke enforcement" }).click();
  await expect(green(page, "Enforcement revoked")).toBeVisible();
  await expect(page.getByRole("button", { name: "Enforce 2FA for all users" })).toBeVisible();
  await page.getByRole("link", { name: "Enforced, activation pending: 1" }).click();
  await expect(page.getByRole("row", { name: people.rob.name })).toBeVisible();
  await expect(page).toHaveURL(/status=pending/);
});

test("whoever cannot comply is named in the dialog, with the reason, and is helped or exempted there", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({
    boss: BOSS,
    una: { name: "Una New" },
    sue: { name: "Sue Lost", totp: true },
  });
  await sql()`update users set email_verified_at = null where workspace_id = ${id} and id = ${people.una.id}`;
  await sql()`update credentials set suspect_at = now() where workspace_id = ${id} and user_id = ${people.sue.id}`;
  await sql()`update workspaces set recovery_codes_on = false where workspace_id = ${id}`;
  await open(page, people.boss, "/settings/security", await codes.next(people.boss));
  await press(page, "Enforce 2FA for all users");
  const dialog = page.getByRole("dialog", { name: "Enforce 2FA for all users?" });
  await dialog.getByRole("button", { name: "Show 2 people" }).click();
  const stuck = dialog.getByRole("region", { name: "People: cannot comply yet" });
  await expect(stuck.getByText("The address was never confirmed.")).toBeVisible();
  await stuck.getByRole("button", { name: "Send confirmation mail to Una New" }).click();
  await expect(green(page, `Confirmation mail sent to ${people.una.email}`)).toBeVisible();
  expect(await mailedTo(page, people.una)).toHaveLength(1);
  expect(await lastAudit(people.una, "address.confirmation_sent")).toMatchObject({ actorId: people.boss.id });
  await expect(stuck.getByText("What they hold does not work now.")).toBeVisible();
  await stuck.getByRole("button", { name: "Issue access pass for Sue Lost" }).click();
  const pass = page.getByRole("dialog", { name: "Access pass for Sue Lost" });
  await pass.getByLabel("Reason").fill("Phone fell into the sea");
  await pass.getByRole("button", { name: "Issue access pass" }).click();
  await expect(pass.getByText("It is shown this once.")).toBeVisible();
  await pass.getByRole("button", { name: "Close" }).last().click();
  await stuck.getByRole("button", { name: "Exempt Una New…" }).click();
  const exempt = page.getByRole("dialog", { name: "Exempt Una New?" });
  await exempt.getByLabel("Reason").fill("Confirms when back from leave");
  await exempt.getByRole("button", { name: "Exempt Una New" }).click();
  await expect(dialog.getByText("1 is exempt")).toBeVisible();
  await expect(stuck.getByText("Una New")).toHaveCount(0);
  await press(page, "Enforce for 3 people");
  await expect(page.getByRole("main").getByText("2FA is now enforced for all users")).toBeVisible();
});

test("A67 an administrator without a factor is told to set up theirs first, with the way there", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ bare: { role: "administrator", canManage: true } });
  await open(page, people.bare, "/settings/security");
  await press(page, "Enforce 2FA for all users");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("You are among them.", { exact: true })).toBeVisible();
  await press(page, "Enforce for 1 person");
  await expect(dialog.getByRole("alert")).toContainText("Set up two-factor authentication");
  await expect(dialog.getByRole("alert").getByRole("link")).toHaveAttribute(
    "href",
    /^\/settings\/two-factor/,
  );
});

test("an administrator exempts somebody who is required, with a reason and a last day, asks why, and ends it again", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS, rob: { isRequired: true, name: "Rob Ross" } });
  await open(page, people.boss, `/settings/users/${people.rob.id}`, await codes.next(people.boss));
  await press(page, "Exempt…");
  const dialog = page.getByRole("dialog", { name: "Exempt Rob Ross?" });
  await dialog.getByRole("button", { name: "Exempt Rob Ross" }).click();
  await expect(dialog.getByText("Say why, in three characters or more.")).toBeVisible();
  await dialog.getByLabel("Reason").fill("Phone is being repaired");
  await dialog.getByRole("button", { name: "Exempt Rob Ross" }).click();
  await expect(green(page, "Rob Ross is exempt")).toBeVisible();
  await expect(page.getByText(/^Exempt by Zoe Boss since .*: Phone is being repaired$/)).toBeVisible();
  expect(await lastAudit(people.rob, "exemption.set")).toMatchObject({ actorId: people.boss.id });
  await press(page, "Why?");
  const why = page.getByRole("dialog", { name: "Why is Rob Ross asked?" });
  await expect(why.getByText("Gets in after proving: Password.")).toBeVisible();
  await why
    .getByRole("combobox", { name: "What if" })
    .selectOption("an application asks for a second factor");
  await expect(why.getByText("After proving Password, a factor has to be set up first")).toBeVisible();
  await why
    .getByRole("combobox", { name: "What if" })
    .selectOption("a certain application asks, or for certain scopes");
  await expect(why.getByText("Gets in after proving: Password.")).toBeVisible();
  await why.getByLabel("Scopes").fill("openid payment");
  await expect(why.getByText("After proving Password, a factor has to be set up first")).toBeVisible();
  await dismiss(why);
  await press(page, "End exemption");
  await page.getByRole("alertdialog").getByRole("button", { name: "End exemption" }).click();
  await expect(green(page, "The exemption of Rob Ross has ended")).toBeVisible();
  await expect(page.getByText("2FA is enforced, activation pending")).toBeVisible();
});
