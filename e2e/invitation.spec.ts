import type { Locator, Page } from "@playwright/test";
import { keptOf, sql } from "./browser/rows";
import { auditOf, lastAudit, linkIn, mailedTo, mailOf, pastTheScreen } from "./browser/trail";
import { enter, enterCode, enterPassword, expect, heading, setUpApp, test } from "./fixtures";
import { PASSWORD, type Person, type PersonSpec } from "./people";

const LIST = "/settings/users";
const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
const dialog = (page: Page) => page.getByRole("dialog", { name: "Invite user" });
const said = (page: Page, words: string) =>
  page.getByRole("region", { name: /^Notifications/ }).getByText(words, { exact: true });

async function openList(page: Page, boss: Person, code: string): Promise<void> {
  await enter(page, boss, { at: LIST, code });
  await expect(heading(page, "Users")).toBeVisible();
}

async function invite(page: Page, email: string, { isRequired = false } = {}): Promise<void> {
  await press(page, "Invite user");
  await dialog(page).getByRole("textbox", { name: "Email" }).fill(email);
  await dialog(page).getByRole("textbox", { name: "Name" }).fill("Nina New");
  if (isRequired) await dialog(page).getByRole("checkbox", { name: "Require MFA" }).check();
  await press(dialog(page), "Send invitation");
}

/** An address nobody has: of the domain that the test's own workspace was given. */
const newAddress = ({ email }: Person) => email.replace(/^[^@]+/, "nina");

async function personAt(email: string): Promise<Person> {
  const [row] = await sql()`select id, name from users where email = ${email}`;
  if (!row) throw new Error(`nobody has the address ${email}`);
  return { id: String(row.id), name: String(row.name), email };
}

async function choosePassword(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Create account");
}

test("invited with Require MFA: mail, link, password, straight to set-up, then in", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { name, people } = await workspace({ boss: BOSS });
  const email = newAddress(people.boss);
  await openList(page, people.boss, await codes.next(people.boss));
  await invite(page, email, { isRequired: true });
  await expect(said(page, `Invitation sent to ${email}`)).toBeVisible();
  const row = page.getByRole("row", { name: "Nina New" });
  await expect(row.getByText("Invited", { exact: true })).toBeVisible();
  await expect(row.getByLabel("2FA is enforced, activation pending")).toBeVisible();

  const nina = await personAt(email);
  const mail = await mailOf(page, nina, "Zoe Boss invites you to");
  expect(mail.subject).toBe(`Zoe Boss invites you to ${name}`);
  const link = linkIn(mail, "invite");
  expect(await lastAudit(nina, "user.invited")).toMatchObject({
    actorId: people.boss.id,
    data: { role: "member", requireMfa: true },
  });

  const theirs = await otherBrowser();
  const opened = await theirs.goto(link);
  expect(opened?.headers()["referrer-policy"]).toBe("no-referrer");
  await expect(heading(theirs, `Join ${name}`)).toBeVisible();
  await expect(theirs.getByText(`Your address is ${email}. Choose a password to get in.`)).toBeVisible();
  await expect(theirs.getByRole("textbox", { name: "Your name" })).toHaveValue("Nina New");
  await choosePassword(theirs);
  await expect(heading(theirs, "Set up two-factor authentication")).toBeVisible();
  await theirs.goto("/dashboard");
  await expect(heading(theirs, "Set up two-factor authentication")).toBeVisible();
  await setUpApp(theirs, codes, nina);
  await expect(heading(theirs, "Home")).toBeVisible();
  await expect(theirs.getByText(`Nina New, you are signed in to ${name}.`)).toBeVisible();
  expect(await keptOf(nina)).toMatchObject({ factors: ["totp"], sessions: 1, isOn: true });
  expect(await auditOf(nina)).toEqual(expect.arrayContaining(["user.joined", "two_factor.enabled"]));
  await expect(row.getByLabel("2FA is active and enforced")).toBeVisible({ timeout: 20_000 });
});

test("invited without Require MFA: the password is enough, and 2FA is the user's own choice", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS });
  const email = newAddress(people.boss);
  await openList(page, people.boss, await codes.next(people.boss));
  await invite(page, email);
  await expect(said(page, `Invitation sent to ${email}`)).toBeVisible();
  const theirs = await otherBrowser();
  await theirs.goto(linkIn(await mailOf(page, { email }, "Zoe Boss invites you"), "invite"));
  await theirs.getByRole("textbox", { name: "Your name" }).fill("Nina Newman");
  await choosePassword(theirs);
  await expect(heading(theirs, "Home")).toBeVisible();
  expect((await personAt(email)).name).toBe("Nina Newman");
});

test("A56 an invitation works once: opened again it says so and changes nothing", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS });
  const email = newAddress(people.boss);
  await openList(page, people.boss, await codes.next(people.boss));
  await invite(page, email);
  await expect(said(page, `Invitation sent to ${email}`)).toBeVisible();
  const link = linkIn(await mailOf(page, { email }, "Zoe Boss invites you"), "invite");
  const [first, late] = [await otherBrowser(), await otherBrowser()];
  await late.goto(link);
  await first.goto(link);
  await choosePassword(first);
  await expect(heading(first, "Home")).toBeVisible();
  const before = await sql()`select password_hash from users where email = ${email}`;
  await choosePassword(late, "another password of some length");
  await expect(heading(late, "This invitation doesn't work any more")).toBeVisible();
  await late.goto(link);
  await expect(heading(late, "This invitation doesn't work any more")).toBeVisible();
  await late.getByRole("link", { name: "Go to sign-in" }).click();
  await expect(heading(late, "Sign in")).toBeVisible();
  expect(await sql()`select password_hash from users where email = ${email}`).toEqual(before);
  expect(
    await sql()`select 1 from sessions s join users u on u.id = s.user_id where u.email = ${email}`,
  ).toHaveLength(1);
});

test("A56 a resent invitation replaces the earlier link; an old one and an invented one say the same", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { name, people } = await workspace({ boss: BOSS, ivo: { name: "Ivo Invited", isInvited: true } });
  await openList(page, people.boss, await codes.next(people.boss));
  await page.getByRole("link", { name: "Ivo Invited" }).click();
  const panel = page.getByRole("dialog", { name: "Ivo Invited" });
  await expect(panel.getByText("Ivo Invited was invited and has not joined yet.")).toBeVisible();
  const resend = async () => {
    await press(panel, "Resend invitation");
    await expect(said(page, "A new invitation was sent. The earlier link no longer works.")).toBeVisible();
    return linkIn(await mailOf(page, people.ivo, "Zoe Boss invites you"), "invite");
  };
  const old = await resend();
  await expect(said(page, "A new invitation was sent. The earlier link no longer works.")).toHaveCount(0);
  const fresh = await resend();
  expect(fresh).not.toBe(old);

  const theirs = await otherBrowser();
  for (const dead of [old, "/invite/nothing-of-the-kind", `${fresh}x`]) {
    await theirs.goto(dead);
    await expect(heading(theirs, "This invitation doesn't work any more")).toBeVisible();
  }
  await theirs.goto(fresh);
  await expect(heading(theirs, `Join ${name}`)).toBeVisible();
  await sql()`update tokens set expires_at = now() - interval '1 second' where user_id = ${people.ivo.id}`;
  await choosePassword(theirs);
  await expect(heading(theirs, "This invitation doesn't work any more")).toBeVisible();
  expect(await sql()`select 1 from users where id = ${people.ivo.id} and password_hash is null`).toHaveLength(
    1,
  );
});

test("an address that is taken, here or in another workspace, is refused where it was typed, and nothing typed is lost", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS, cara: { name: "Cara Moss" } });
  const stranger = (await workspace({ far: {} })).people.far;
  await openList(page, people.boss, await codes.next(people.boss));
  await invite(page, "no address at all");
  const email = dialog(page).getByRole("textbox", { name: "Email" });
  await expect(dialog(page).getByRole("alert")).toHaveText(/^Enter an email address/);
  for (const taken of [people.cara.email, stranger.email.toUpperCase()]) {
    await email.fill(taken);
    await press(dialog(page), "Send invitation");
    await expect(email).toHaveAccessibleDescription("An account with this address exists already.");
    await expect(dialog(page).getByRole("textbox", { name: "Name" })).toHaveValue("Nina New");
  }
  expect(await mailedTo(page, people.cara)).toEqual([]);
  expect(await mailedTo(page, stranger)).toEqual([]);
  await email.fill(newAddress(people.boss));
  await press(dialog(page), "Send invitation");
  await expect(said(page, `Invitation sent to ${newAddress(people.boss)}`)).toBeVisible();
});

test("a weak password is explained and nothing typed is lost; the link still works", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS });
  const email = newAddress(people.boss);
  await openList(page, people.boss, await codes.next(people.boss));
  await invite(page, email);
  await expect(said(page, `Invitation sent to ${email}`)).toBeVisible();
  const theirs = await otherBrowser();
  await theirs.goto(linkIn(await mailOf(page, { email }, "Zoe Boss invites you"), "invite"));
  const name = theirs.getByRole("textbox", { name: "Your name" });
  const password = theirs.getByLabel("Password", { exact: true });
  await expect(password).toHaveAccessibleDescription("At least 15 characters. Several words work well.");
  await name.fill("Nina Newman");
  const weak: [string, string][] = [
    ["", "Fill in this field."],
    ["too short", "Use at least 15 characters. Several words work well."],
    ["passwordpassword", "This password is too easy to guess. Choose another one."],
    ["x".repeat(257), "This password is too long. Use at most 256 characters."],
  ];
  for (const [typed, words] of weak) {
    await choosePassword(theirs, typed);
    await expect(password).toHaveAccessibleDescription(words);
    await expect(password).toHaveValue(typed);
    await expect(name).toHaveValue("Nina Newman");
  }
  await choosePassword(theirs);
  await expect(heading(theirs, "Home")).toBeVisible();
  await press(theirs, "Sign out");
  await enterPassword(theirs, { email });
  await expect(heading(theirs, "Home")).toBeVisible();
});

test("after five minutes an invitation takes a fresh proof, and never reaches above the inviter", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  await openList(page, people.boss, await codes.next(people.boss));
  const http = await pastTheScreen(page);
  const asOwner = { email: newAddress(people.boss), name: "Nina", role: "owner", requireMfa: false };
  expect((await http.act("inviteUser", asOwner)).body).toMatchObject({ ok: false, code: "invalid_input" });
  await sql()`update sessions set proofs = (select jsonb_agg(jsonb_set(proof, '{at}', '"2026-01-01T00:00:00.000Z"'))
    from jsonb_array_elements(proofs) proof) where user_id = ${people.boss.id}`;
  await invite(page, newAddress(people.boss));
  await expect(page.getByRole("dialog", { name: "Verify it's you" })).toBeVisible();
  expect(await sql()`select 1 from users where email = ${newAddress(people.boss)}`).toHaveLength(0);
  await enterCode(page, await codes.next(people.boss));
  await expect(said(page, `Invitation sent to ${newAddress(people.boss)}`)).toBeVisible();
});
