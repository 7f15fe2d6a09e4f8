import type { Locator, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { sql } from "./browser/rows";
import { lastAudit, mailedTo } from "./browser/trail";
import { awake, enterCode, expect, heading, inbox, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const LIST = "/settings/users";
const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const press = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole("button", { name, exact: true }).click();
const names = (page: Page) => page.getByRole("table").getByRole("link");
const choose = (page: Page, name: string) => page.getByRole("checkbox", { name: `Select ${name}` }).check();
const bar = (page: Page) => page.getByRole("region", { name: "Chosen people" });
const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });

async function open(page: Page, person: Person, code: string, at = LIST): Promise<void> {
  await signIn(page, person, { at });
  await enterCode(page, code);
  await expect(page).toHaveURL(at);
  await awake(page);
}

test("several people are chosen, what it does to them is said first, and each row has its result", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    boss: BOSS,
    ada: { name: "Ada Able", totp: true },
    ben: { name: "Ben Bare" },
    ivo: { name: "Ivo Invited", isInvited: true },
    kim: { name: "Kim Kept", isRequired: true },
  });
  await open(page, people.boss, await codes.next(people.boss));
  for (const name of ["Ada Able", "Ben Bare", "Ivo Invited", "Kim Kept"]) await choose(page, name);
  await expect(bar(page).getByRole("status")).toHaveText("4 people chosen");
  await press(bar(page), "Require MFA");
  const dialog = page.getByRole("dialog", { name: "Require MFA of 4 people" });
  const figures = dialog.getByRole("list", { name: "What it does to them" });
  await expect(figures.getByRole("listitem")).toHaveText([
    /^1\s*already fine$/,
    /^2\s*set up at the next sign-in$/,
    /^1\s*has not joined yet$/,
  ]);
  await press(dialog, "Require for 4 people");
  await expect(dialog.getByRole("status")).toHaveText("Finished: 4 · 1 had nothing to change", {
    timeout: 20_000,
  });
  await page.keyboard.press("Escape");
  await expect(bar(page)).toBeHidden();
  await expect(page.getByRole("row", { name: "Ben Bare" }).getByLabel(/2FA/)).toHaveAttribute(
    "aria-label",
    "2FA is enforced, activation pending",
  );
  expect(await lastAudit(people.ben, "requirement.set")).toMatchObject({ actorId: people.boss.id });
  expect(await mailedTo(page, people.ben)).toEqual(["Two-factor authentication is required for you"]);
});

test("everybody who matches is reset with a reason; Jobs says whom the rules spared, and why", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    boss: BOSS,
    olga: { name: "Olga Owner", role: "owner", totp: true },
    cleo: { name: "Cleo Chosen", totp: true },
    nils: { name: "Nils None" },
  });
  await open(page, people.boss, await codes.next(people.boss), `${LIST}?factor=totp`);
  await expect(names(page)).toHaveText(["Cleo Chosen", "Olga Owner", "Zoe Boss"]);
  await page.getByRole("checkbox", { name: "Select everybody shown" }).check();
  await press(bar(page), "Reset two-factor");
  const dialog = page.getByRole("dialog", { name: "Reset two-factor of 3 people" });
  await expect(dialog.getByText("You are among them.")).toBeVisible();
  await press(dialog, "Reset 3 people");
  await expect(dialog.getByText("Say why in at least 3 characters.")).toBeVisible();
  await dialog.getByLabel("Reason").fill("A stolen laptop");
  await press(dialog, "Reset 3 people");
  await expect(dialog.getByRole("status")).toHaveText("Finished: 3 · 2 of them not done", {
    timeout: 20_000,
  });
  await dialog.getByRole("link", { name: "Open Jobs" }).click();
  await expect(heading(page, "Jobs")).toBeVisible();
  await awake(page);
  await press(page, "Results");
  const results = page.getByRole("list", { name: "Results" }).getByRole("listitem");
  await expect(results.filter({ hasText: "Cleo Chosen" })).toContainText("done");
  await expect(results.filter({ hasText: "Olga Owner" })).toContainText("not allowed");
  await expect(results.filter({ hasText: "Zoe Boss" })).toContainText("not allowed");
  const left =
    await sql()`select user_id from credentials where user_id in ${sql()([people.cleo.id, people.olga.id])}`;
  expect(left.map(({ user_id }) => user_id)).toEqual([people.olga.id]);
});

test("a file invites many, each row with its result; an open invitation is taken back", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  const at = (who: string) => people.boss.email.replace(/^[^@]+/, who);
  await open(page, people.boss, await codes.next(people.boss));
  await press(page, "Invite many");
  const dialog = page.getByRole("dialog", { name: "Invite many" });
  await press(dialog, "Send invitations");
  await expect(dialog.getByText(/^Choose a CSV file/)).toBeVisible();
  const csv = `name,email\nNina New,${at("nina")}\nNo Address,nowhere\nZoe Boss,${people.boss.email}\n`;
  await dialog
    .getByLabel("CSV file")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await dialog.getByRole("checkbox", { name: "Require MFA" }).check();
  await press(dialog, "Send invitations");
  await expect(dialog.getByRole("status")).toHaveText("Finished: 3 · 2 of them not done", {
    timeout: 20_000,
  });
  await expect(dialog.getByRole("listitem")).toContainText([
    /No Address.*not allowed/,
    /Zoe Boss.*exists already/,
  ]);
  await page.keyboard.press("Escape");
  await expect(
    page.getByRole("row", { name: "Nina New" }).getByText("Invited", { exact: true }),
  ).toBeVisible();

  await page.getByRole("link", { name: "Invitations" }).click();
  await expect(heading(page, "Invitations")).toBeVisible();
  await awake(page);
  const row = page.getByRole("listitem").filter({ hasText: "Nina New" });
  await expect(row).toContainText("Member, policy Default, MFA required.");
  await press(row, "Revoke");
  await press(page.getByRole("alertdialog"), "Revoke");
  await expect(green(page, `The invitation of ${at("nina")} was revoked`)).toBeVisible();
  await expect(page.getByText("No open invitation")).toBeVisible();
  expect(await sql()`select 1 from users where email = ${at("nina")}`).toHaveLength(0);
});

test("an owner makes an owner, blocks, unblocks and deletes, each asked about or saved first", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    olga: { name: "Olga Owner", role: "owner", totp: true },
    cara: { name: "Cara Moss" },
  });
  await open(page, people.olga, await codes.next(people.olga));
  await page.getByRole("link", { name: "Cara Moss" }).click();
  const panel = page.getByRole("dialog", { name: "Cara Moss", exact: true });
  await expect(panel.getByRole("combobox", { name: "Role" })).toHaveValue("member");
  await panel.getByRole("combobox", { name: "Role" }).selectOption("Administrator");
  await panel.getByRole("checkbox", { name: "View audit log" }).check();
  await press(panel, "Save");
  await expect(green(page, "Saved")).toBeVisible();
  await panel.getByRole("combobox", { name: "Role" }).selectOption("Owner");
  await press(panel, "Save");
  await expect(page.getByRole("row", { name: "Cara Moss", includeHidden: true })).toContainText("Owner");
  expect(await mailedTo(page, people.cara)).toEqual([
    "Your role was changed",
    "Your rights were changed",
    "Your role was changed",
  ]);

  await press(panel, "Block");
  await press(page.getByRole("alertdialog", { name: "Block Cara Moss?" }), "Block Cara Moss");
  await expect(green(page, "Cara Moss is blocked")).toBeVisible();
  await press(panel, "Unblock");
  await press(page.getByRole("alertdialog", { name: "Unblock Cara Moss?" }), "Unblock Cara Moss");
  await expect(green(page, "Cara Moss can sign in again")).toBeVisible();
  await press(panel, "Delete user");
  await press(page.getByRole("alertdialog", { name: "Delete Cara Moss?" }), "Delete Cara Moss");
  await expect(green(page, "Cara Moss was deleted")).toBeVisible();
  await expect(page.getByRole("row", { name: "Cara Moss" })).toHaveCount(0);
  expect(await sql()`select 1 from users where id = ${people.cara.id}`).toHaveLength(0);
});

test("the list is ordered and narrowed by its figures, and exported as it is narrowed, with no formula in it", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    boss: BOSS,
    ada: { name: "Ada Able", totp: true },
    eve: { name: "=cmd|' /C calc'!A0" },
  });
  await open(page, people.boss, await codes.next(people.boss));
  await press(page, "Name");
  await expect(page).toHaveURL(`${LIST}?sort=-name`);
  await expect(names(page)).toHaveText(["Zoe Boss", "Ada Able", /^=cmd/]);
  await press(page, "More filters");
  const figures = page.getByRole("group", { name: "Factor" });
  await press(figures, /^None\s*1$/);
  await expect(page).toHaveURL(`${LIST}?factor=none&sort=-name`);
  await expect(names(page)).toHaveText([/^=cmd/]);

  const downloading = page.waitForEvent("download");
  await press(page, "Export CSV");
  const stream = await (await downloading).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const rows = parse(Buffer.concat(chunks), { columns: true }) as Record<string, string>[];
  expect(rows).toMatchObject([{ id: people.eve.id, name: "'=cmd|' /C calc'!A0", "2fa_status": "inactive" }]);
  const [event] = await sql()`select data from audit_events where actor_id = ${people.boss.id}
    and action = 'users.exported'`;
  expect(event?.data).toMatchObject({ filter: { factor: "none" } });
});

test("one's own name, address and password, each after a fresh proof; the new address counts once it is confirmed", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { name: "Ada Able", totp: true } });
  const { ada } = people;
  const email = `new-${ada.email}`;
  await open(page, ada, await codes.next(ada), "/settings/profile");
  await page.getByRole("textbox", { name: "Name" }).fill("Ada Byron");
  await press(page, "Save name");
  await expect(green(page, "Your name was saved")).toBeVisible();

  await sql()`update sessions set proofs = jsonb_set(proofs, '{1,at}', '"2020-01-01T00:00:00.000Z"')
    where user_id = ${ada.id} and ended_at is null`;
  await page.getByRole("textbox", { name: "New email" }).fill(email);
  await press(page, "Send confirmation");
  await enterCode(page, await codes.next(ada));
  await expect(page.getByText(`Open the link that was sent to ${email}.`)).toBeVisible();
  await page.getByLabel("New password").fill("violet engines under rain");
  await press(page, "Change password");
  await expect(green(page, "Your password was changed")).toBeVisible();

  const elsewhere = await otherBrowser();
  const [mail] = await inbox(elsewhere, { email });
  await elsewhere.goto(/http\S+/.exec(mail?.text ?? "")?.[0] ?? "");
  await awake(elsewhere);
  await press(elsewhere, "Confirm address");
  await expect(heading(elsewhere, "Your address was changed")).toBeVisible();
  await signIn(elsewhere, { email }, { password: "violet engines under rain" });
  await expect(heading(elsewhere, "Verify it's you")).toBeVisible();
  expect(await mailedTo(page, ada)).toEqual(
    expect.arrayContaining(["Your address is about to change", "Your address was changed"]),
  );
});
