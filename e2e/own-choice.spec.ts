import type { Locator, Page } from "@playwright/test";
import { wrongCode } from "./browser/codes";
import { ageSessions, keptOf, setRequired, sql } from "./browser/rows";
import { auditOf, lastAudit, mailedTo, pastTheScreen } from "./browser/trail";
import {
  chooseMethod,
  enter,
  enterCode,
  enterPassword,
  expect,
  heading,
  shownSecret,
  signIn,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import { PASSWORD, type Person } from "./people";

const HERE = "/settings/two-factor";
const today = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
const factor = (page: Page, label: string) => page.getByRole("listitem", { name: label, exact: true });
/** The one line of success that goes away. */
const said = (page: Page, words: string) =>
  page.getByRole("region", { name: /^Notifications/ }).getByText(words, { exact: true });
const stepUp = (page: Page) => page.getByRole("dialog", { name: "Verify it's you" });

async function openSettings(page: Page, person: Person): Promise<void> {
  await enter(page, person, { at: HERE });
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await press(page, "Sign out");
  await expect(heading(page, "Sign in")).toBeVisible();
}

async function createPasskey(page: Page): Promise<void> {
  await expect(heading(page, "Create a passkey")).toBeVisible();
  await press(page, "Create passkey");
}

const choiceOf = async ({ id }: Person) => {
  const [row] =
    await sql()`select two_factor_on, two_factor_origin, required_since from users where id = ${id}`;
  return { isOn: row?.two_factor_on, origin: row?.two_factor_origin, requiredSince: row?.required_since };
};

test.describe("turning it on", () => {
  test("enabling enrols an authenticator app, and the choice is stored apart from any requirement", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({ mia: {} });
    const elsewhere = await otherBrowser();
    await openSettings(elsewhere, people.mia);
    await openSettings(page, people.mia);
    await expect(page.getByText("2FA is not active", { exact: true })).toBeVisible();
    await expect(page.getByText("Your password alone opens your account.")).toBeVisible();
    await press(page, "Enable two-factor authentication");
    await chooseMethod(page, "Authenticator app");
    const secret = await shownSecret(page);
    expect(await choiceOf(people.mia)).toMatchObject({ isOn: false });
    await enterCode(page, await codes.next(people.mia, secret));
    expect(await storeRecoveryCodes(page)).toHaveLength(10);
    await expect(heading(page, "Two-factor authentication is on")).toBeVisible();
    await press(page, "Continue");

    await expect(page).toHaveURL(HERE);
    await expect(page.getByText("2FA is active (own choice)", { exact: true })).toBeVisible();
    await expect(
      page.getByText(
        `Two-factor authentication is on since ${today.format(Date.now())}. You turned it on yourself.`,
      ),
    ).toBeVisible();
    await expect(factor(page, "Authenticator app")).toContainText("not used yet");
    await expect(page.getByText("10 recovery codes left.")).toBeVisible();
    expect(await choiceOf(people.mia)).toEqual({ isOn: true, origin: "self", requiredSince: null });
    expect(await mailedTo(page, people.mia)).toEqual([
      "New sign-in on a new browser",
      "A sign-in method was added",
      "Two-factor authentication is on",
      "You have new recovery codes",
    ]);
    expect(await auditOf(people.mia)).toEqual(
      expect.arrayContaining([
        "credential.added",
        "two_factor.enabled",
        "recovery_codes.issued",
        "recovery_codes.acknowledged",
      ]),
    );

    await elsewhere.reload();
    await expect(heading(elsewhere, "Sign in")).toBeVisible();
    await enterPassword(elsewhere, people.mia);
    await expect(heading(elsewhere, "Verify it's you")).toBeVisible();
  });

  test("enabling with a passkey alone takes no app, and the next sign-in asks for it", async ({
    page,
    workspace,
    authenticator,
  }) => {
    const { people } = await workspace({ pia: {} });
    const device = await authenticator(page);
    await openSettings(page, people.pia);
    await press(page, "Enable two-factor authentication");
    await chooseMethod(page, "Passkey");
    await createPasskey(page);
    await storeRecoveryCodes(page);
    await press(page, "Continue");
    await expect(page.getByText("2FA is active (own choice)", { exact: true })).toBeVisible();
    expect(await keptOf(people.pia)).toMatchObject({ factors: ["passkey"], sessions: 1, isOn: true });

    await device.setPresent(false);
    await signOut(page);
    await enterPassword(page, people.pia);
    await expect(heading(page, "Verify it's you")).toBeVisible();
    await device.setPresent(true);
    await press(page, "Use a passkey");
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("a passkey for signing in does not switch it on; turning it on with that passkey enrols nothing new", async ({
    page,
    workspace,
    authenticator,
  }) => {
    const { people } = await workspace({ sid: {} });
    const device = await authenticator(page);
    await openSettings(page, people.sid);
    await press(page, "Add a passkey for signing in");
    await createPasskey(page);
    await expect(said(page, "The new factor was added")).toBeVisible();
    await expect(page.getByText("2FA is not active", { exact: true })).toBeVisible();
    await expect(page.getByText("but your password alone still opens your account")).toBeVisible();
    expect(await choiceOf(people.sid)).toMatchObject({ isOn: false, origin: null });

    await device.setPresent(false);
    await signOut(page);
    await enterPassword(page, people.sid);
    await expect(heading(page, "Home")).toBeVisible();

    await device.setPresent(true);
    await page.goto(HERE);
    await press(page, "Turn on with your passkey");
    await press(stepUp(page), "Use a passkey");
    await expect(said(page, "Two-factor authentication is on")).toBeVisible();
    await expect(page.getByText("2FA is active (own choice)", { exact: true })).toBeVisible();
    expect(await keptOf(people.sid)).toMatchObject({ factors: ["passkey"], isOn: true });
    expect(await choiceOf(people.sid)).toMatchObject({ origin: "self" });
    expect(await mailedTo(page, people.sid)).toEqual([
      "A sign-in method was added",
      "Two-factor authentication is on",
    ]);
  });

  test("leaving the set-up half-way changes nothing", async ({ page, workspace }) => {
    const { people } = await workspace({ leo: {} });
    await openSettings(page, people.leo);
    await press(page, "Enable two-factor authentication");
    await chooseMethod(page, "Authenticator app");
    await shownSecret(page);
    await press(page, "Choose another method");
    await press(page, "Cancel");
    await expect(page.getByText("2FA is not active", { exact: true })).toBeVisible();
    expect(await keptOf(people.leo)).toMatchObject({ factors: [], isOn: false });
    expect(await mailedTo(page, people.leo)).toEqual([]);
  });
});

test.describe("keeping it", () => {
  test("factors are added, renamed, preferred, replaced and removed, each mailed and audited", async ({
    page,
    workspace,
    authenticator,
    codes,
  }) => {
    const { people } = await workspace({ kim: { totp: true } });
    await authenticator(page);
    await openSettingsWithApp(page, people.kim, await codes.next(people.kim));

    await press(page, "Add another");
    await chooseMethod(page, "Passkey");
    await createPasskey(page);
    await storeRecoveryCodes(page);
    await expect(said(page, "The new factor was added")).toBeVisible();

    await press(factor(page, "Passkey"), "Rename");
    const renaming = page.getByRole("dialog", { name: "Rename Passkey" });
    await renaming.getByRole("textbox", { name: "Name" }).fill("  ");
    await press(renaming, "Save");
    await expect(renaming.getByRole("alert")).toHaveText("Enter a name of 1 to 60 characters.");
    await renaming.getByRole("textbox", { name: "Name" }).fill("Work laptop");
    await press(renaming, "Save");
    await expect(said(page, "Renamed")).toBeVisible();
    await expect(factor(page, "Work laptop")).toContainText("Passkey · Added");

    await page.getByRole("combobox", { name: "Asked for first" }).selectOption("Passkey");
    await expect(said(page, "Saved")).toBeVisible();

    await press(factor(page, "Authenticator app"), "Replace");
    await expect(heading(page, "Replace Authenticator app")).toBeVisible();
    await chooseMethod(page, "Authenticator app");
    const secret = await shownSecret(page);
    expect(await keptOf(people.kim)).toMatchObject({ factors: ["passkey", "totp"] });
    await enterCode(page, await codes.next(people.kim, secret));
    await expect(said(page, "The factor was replaced")).toBeVisible();
    expect(await keptOf(people.kim)).toMatchObject({ factors: ["passkey", "totp"], isOn: true });

    await press(factor(page, "Authenticator app"), "Remove");
    const removing = page.getByRole("alertdialog", { name: "Remove Authenticator app?" });
    await press(removing, "Cancel");
    await expect(factor(page, "Authenticator app")).toBeVisible();
    await press(factor(page, "Authenticator app"), "Remove");
    await press(removing, "Remove Authenticator app");
    await expect(said(page, "Authenticator app was removed")).toBeVisible();
    await expect(factor(page, "Authenticator app")).toHaveCount(0);
    expect(await keptOf(people.kim)).toMatchObject({ factors: ["passkey"], isOn: true });

    const remove = factor(page, "Work laptop").getByRole("button", { name: "Remove" });
    await expect(remove).toBeDisabled();
    await remove.focus();
    await expect(page.getByRole("tooltip")).toHaveText(/^It is your last factor\./);

    expect(await mailedTo(page, people.kim)).toEqual([
      "A sign-in method was added",
      "You have new recovery codes",
      "A sign-in method was renamed",
      "Another sign-in method is asked for first",
      "A sign-in method was replaced",
      "A sign-in method was removed",
    ]);
    const deeds = (await auditOf(people.kim)).filter((action) => !/^(session|proof|browser)\./.test(action));
    expect(deeds).toEqual([
      "credential.added",
      "recovery_codes.issued",
      "recovery_codes.acknowledged",
      "credential.renamed",
      "factor.preferred",
      "credential.removed",
      "credential.added",
      "credential.removed",
    ]);
  });

  test("the preferred factor is asked for first at the next sign-in, the other one press away", async ({
    page,
    workspace,
    authenticator,
    codes,
  }) => {
    const { people } = await workspace({ pat: { totp: true } });
    const device = await authenticator(page);
    await openSettingsWithApp(page, people.pat, await codes.next(people.pat));
    await press(page, "Add another");
    await chooseMethod(page, "Passkey");
    await createPasskey(page);
    await storeRecoveryCodes(page);
    await page.getByRole("combobox", { name: "Asked for first" }).selectOption("Authenticator app");
    await expect(said(page, "Saved")).toBeVisible();
    await device.setPresent(false);
    await signOut(page);
    await enterPassword(page, people.pat);
    await expect(page.getByRole("textbox", { name: "6-digit code" })).toBeVisible();
    await press(page, "Use another method");
    await page.getByRole("button", { name: /^Passkey/ }).click();
    await device.setPresent(true);
    await press(page, "Use a passkey");
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("A53 new recovery codes kill the old ones when they are acknowledged, not before", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    test.slow();
    const { people } = await workspace({ rae: { totp: true } });
    await openSettingsWithApp(page, people.rae, await codes.next(people.rae));
    await expect(page.getByText("You have no recovery codes.")).toBeVisible();
    await press(page, "Create new recovery codes");
    const [oldOne = "", oldTwo = ""] = await storeRecoveryCodes(page);
    await expect(said(page, "Your new recovery codes are in force")).toBeVisible();

    await press(page, "Create new recovery codes");
    const list = page.getByRole("list", { name: "Recovery codes" });
    await expect(list.getByRole("listitem")).toHaveCount(10);
    const shown = await list.getByRole("listitem").allInnerTexts();
    const elsewhere = await otherBrowser();
    await signInWithRecoveryCode(elsewhere, people.rae, oldOne);
    await expect(elsewhere.getByText("Signed in with a recovery code.")).toBeVisible();

    expect(await storeRecoveryCodes(page)).toEqual(shown);
    // Not the green line: the one of the first time may still be there
    await expect(page.getByText("10 recovery codes left.")).toBeVisible();
    await signOut(elsewhere);
    await signInWithRecoveryCode(elsewhere, people.rae, oldTwo);
    await expect(elsewhere.getByRole("main").getByRole("alert")).toHaveText(
      /^That is not one of your unused recovery codes/,
    );
    await elsewhere.getByRole("textbox", { name: "Recovery code" }).fill(shown[0] ?? "");
    await press(elsewhere, "Verify");
    await expect(elsewhere.getByText("Signed in with a recovery code.")).toBeVisible();
    await page.reload();
    await expect(page.getByText("9 recovery codes left.")).toBeVisible();
    expect(await mailedTo(page, people.rae)).toEqual([
      "You have new recovery codes",
      "A recovery code was used",
      "New sign-in on a new browser",
      "You have new recovery codes",
      "A recovery code was used",
    ]);
  });
});

test.describe("the step-up", () => {
  test("A58 after five minutes a change asks for the proof again: closed it changes nothing, wrong it explains, right it goes on", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ una: { totp: true } });
    await openSettingsWithApp(page, people.una, await codes.next(people.una));
    await ageSessions(people.una, 6);
    const row = factor(page, "Authenticator app");
    await press(row, "Rename");
    const renaming = page.getByRole("dialog", { name: "Rename Authenticator app" });
    await renaming.getByRole("textbox", { name: "Name" }).fill("Phone");
    await press(renaming, "Save");
    await expect(stepUp(page)).toContainText("Before this change, show once more that it's you.");
    await page.keyboard.press("Escape");
    await expect(stepUp(page)).toBeHidden();
    await expect(renaming.getByRole("textbox", { name: "Name" })).toHaveValue("Phone");
    expect(await auditOf(people.una)).not.toContain("credential.renamed");

    await press(renaming, "Save");
    await enterCode(page, wrongCode());
    await expect(stepUp(page).getByRole("alert")).toHaveText(/^That code is not right\./);
    await expect(stepUp(page).getByRole("textbox", { name: "6-digit code" })).toBeFocused();
    await enterCode(page, codes.last(people.una));
    await expect(stepUp(page).getByRole("alert")).toHaveText(/^That code has been used already\./);
    await enterCode(page, await codes.next(people.una));
    await expect(said(page, "Renamed")).toBeVisible();
    await expect(factor(page, "Phone")).toBeVisible();
    expect(await auditOf(people.una)).toEqual(
      expect.arrayContaining(["proof.refused (refused)", "proof.accepted", "credential.renamed"]),
    );
  });

  test("inside five minutes nothing is asked again", async ({ page, workspace, codes }) => {
    const { people } = await workspace({ ned: { totp: true } });
    await openSettingsWithApp(page, people.ned, await codes.next(people.ned));
    await ageSessions(people.ned, 4);
    await press(factor(page, "Authenticator app"), "Rename");
    const renaming = page.getByRole("dialog", { name: "Rename Authenticator app" });
    await renaming.getByRole("textbox", { name: "Name" }).fill("Tablet");
    await press(renaming, "Save");
    await expect(said(page, "Renamed")).toBeVisible();
  });

  test("who has no factor yet proves the password again before turning it on", async ({
    page,
    workspace,
  }) => {
    const { people } = await workspace({ ola: {} });
    await openSettings(page, people.ola);
    await ageSessions(people.ola, 6);
    await press(page, "Enable two-factor authentication");
    await chooseMethod(page, "Authenticator app");
    const password = stepUp(page).getByLabel("Password", { exact: true });
    await password.fill("not the password at all");
    await press(stepUp(page), "Verify");
    await expect(stepUp(page).getByRole("alert")).toHaveText(/^That password is not right\./);
    await password.fill(PASSWORD);
    await press(stepUp(page), "Verify");
    await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  });

  test("closing the step-up before a new factor leaves a way on and nothing changed", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ ivo: { totp: true } });
    await openSettingsWithApp(page, people.ivo, await codes.next(people.ivo));
    await ageSessions(people.ivo, 6);
    await press(page, "Add another");
    await chooseMethod(page, "Authenticator app");
    await expect(stepUp(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(stepUp(page)).toBeHidden();
    await expect(page.getByText("Verify that it's you first. Nothing was changed.")).toBeVisible();
    await press(page, "Try again");
    await enterCode(page, await codes.next(people.ivo));
    await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
    expect(await keptOf(people.ivo)).toMatchObject({ factors: ["totp"] });
  });
});

test.describe("turning it off", () => {
  test("with the app: says what goes and what stays, takes a fresh proof, ends other sessions, and the password is enough again", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ dan: { totp: true } });
    await openSettingsWithApp(page, people.dan, await codes.next(people.dan));
    await press(page, "Create new recovery codes");
    await storeRecoveryCodes(page);
    await ageSessions(people.dan, 6);
    await press(page, "Disable two-factor authentication");
    const asked = page.getByRole("alertdialog", { name: "Disable two-factor authentication?" });
    await expect(asked).toContainText("From then on your password alone opens your account.");
    await expect(asked.getByRole("listitem")).toHaveText([
      /^Authenticator app, added /,
      "Your recovery codes",
      "You are signed out on all other devices",
      "Your password",
    ]);
    await press(asked, "Disable two-factor authentication");
    await enterCode(page, await codes.next(people.dan));
    await expect(said(page, "Two-factor authentication is off")).toBeVisible();
    await expect(page.getByText("2FA is not active", { exact: true })).toBeVisible();
    expect(await keptOf(people.dan)).toMatchObject({ factors: [], isOn: false, sessions: 1 });
    expect(await sql()`select 1 from recovery_codes where user_id = ${people.dan.id}`).toHaveLength(0);
    expect((await mailedTo(page, people.dan)).at(-1)).toBe("Two-factor authentication was switched off");
    expect(await lastAudit(people.dan, "two_factor.disabled")).toMatchObject({
      actorId: people.dan.id,
      data: { removed: ["totp"] },
    });
    await signOut(page);
    await enterPassword(page, people.dan);
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("with the passkey: it stays a way to sign in", async ({ page, workspace, authenticator }) => {
    const { people } = await workspace({ eva: {} });
    await authenticator(page);
    await openSettings(page, people.eva);
    await press(page, "Enable two-factor authentication");
    await chooseMethod(page, "Passkey");
    await createPasskey(page);
    await storeRecoveryCodes(page);
    await press(page, "Continue");
    await ageSessions(people.eva, 6);
    await press(page, "Disable two-factor authentication");
    const asked = page.getByRole("alertdialog", { name: "Disable two-factor authentication?" });
    await expect(asked.getByRole("listitem")).toHaveText([
      "Your recovery codes",
      "You are signed out on all other devices",
      "Your password",
      "Passkey, for signing in",
    ]);
    await press(asked, "Disable two-factor authentication");
    await press(stepUp(page), "Use a passkey");
    await expect(said(page, "Two-factor authentication is off")).toBeVisible();
    expect(await keptOf(people.eva)).toMatchObject({ factors: ["passkey"], isOn: false });
    await press(page, "Sign out");
    // The autofill of the sign-in page finds it, and the virtual device answers at once.
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("A59 who is required sees the button disabled with its reason, by whom and since when, and the server refuses past the screen", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({
      ada: { role: "administrator", canManage: true, name: "Ada Byron" },
      req: { totp: true },
    });
    await sql()`update users set required_since = '2026-05-03T09:00:00Z', required_by = ${people.ada.id}
      where id = ${people.req.id}`;
    await openSettingsWithApp(page, people.req, await codes.next(people.req));
    await expect(page.getByText("2FA is active and enforced", { exact: true })).toBeVisible();
    await expect(
      page.getByText("Required since 3 May 2026 by Ada Byron, for this account.", { exact: true }),
    ).toBeVisible();
    const disable = page.getByRole("button", { name: "Disable two-factor authentication" });
    await expect(disable).toBeDisabled();
    await disable.hover();
    await expect(page.getByRole("tooltip")).toHaveText("Required by your administrator");
    await disable.press("Enter");
    await expect(page.getByRole("alertdialog")).toBeHidden();
    const remove = factor(page, "Authenticator app").getByRole("button", { name: "Remove" });
    await expect(remove).toBeDisabled();

    const { id } = (await sql()`select id from credentials where user_id = ${people.req.id}`)[0] ?? {};
    const http = await pastTheScreen(page);
    expect((await http.act("disableTwoFactor", {})).body).toMatchObject({
      ok: false,
      code: "required_by_administrator",
    });
    expect((await http.act("removeCredential", { credentialId: id })).body).toMatchObject({
      ok: false,
      code: "required_by_administrator",
    });
    expect(await keptOf(people.req)).toMatchObject({ factors: ["totp"], isOn: true });
    expect(await mailedTo(page, people.req)).toEqual([]);
  });

  test("every source in force is named: the box, the workspace and the policy", async ({
    page,
    workspace,
    codes,
  }) => {
    const { id, name, people } = await workspace({ tom: { totp: true, isRequired: true } });
    const since = "2026-04-01T00:00:00Z";
    await sql()`update workspaces set enforced_since = ${since} where workspace_id = ${id}`;
    await sql()`update policies set mode = 'required', since = ${since}
      where workspace_id = ${id} and name = 'Default'`;
    await openSettingsWithApp(page, people.tom, await codes.next(people.tom));
    await expect(page.getByText(/^Required since .*, for this account\.$/)).toBeVisible();
    await expect(
      page.getByText(`Required since 1 April 2026, because everyone in ${name} must.`),
    ).toBeVisible();
    await expect(page.getByText(/because everyone with the policy Default must\.$/)).toBeVisible();
  });

  test("a requirement lifted gives the switch back and leaves the factor on", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ ulf: { totp: true, isRequired: true } });
    await openSettingsWithApp(page, people.ulf, await codes.next(people.ulf));
    await setRequired(people.ulf, false);
    await page.reload();
    await expect(page.getByText("2FA is active (own choice)", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Disable two-factor authentication" })).toBeEnabled();
  });

  test("where the policy lets users remove their own, disabling leads straight back to set-up", async ({
    page,
    workspace,
    codes,
  }) => {
    const { id, people } = await workspace({ pam: { totp: true } });
    await sql()`update policies set mode = 'required', allow_self_removal = true
      where workspace_id = ${id} and name = 'Default'`;
    await openSettingsWithApp(page, people.pam, await codes.next(people.pam));
    await press(page, "Disable two-factor authentication");
    const asked = page.getByRole("alertdialog");
    await expect(asked).toContainText("It is required of you, so you will be asked to set it up again");
    await press(asked, "Disable two-factor authentication");
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
    expect(await keptOf(people.pam)).toMatchObject({ factors: [], isOn: false });
    expect(await auditOf(people.pam)).toContain("mfa.self_removed");
  });
});

test("what stands behind it is told: exempt, pending while signed in, and why one is asked", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ exa: { exemptDays: 30, isRequired: true }, pen: {} });
  await openSettings(page, people.exa);
  await expect(page.getByText(/^Exempt from 2FA until \d+ \w+ \d{4}: A test$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Enable two-factor authentication" })).toBeEnabled();
  await press(page, "Why am I asked?");
  const why = page.getByRole("dialog", { name: "Why am I asked?" });
  await expect(why).toContainText("You are exempt for now.");
  await expect(why).toContainText(/Password, \d+ \w+ \d{4}/);
  await page.keyboard.press("Escape");
  await signOut(page);

  await openSettings(page, people.pen);
  await setRequired(people.pen, true);
  await page.reload();
  await expect(page.getByText("2FA is enforced, activation pending", { exact: true })).toBeVisible();
  await expect(
    page.getByText("You will be asked to set it up at your next sign-in. You can do it now."),
  ).toBeVisible();
});

async function openSettingsWithApp(page: Page, person: Person, code: string): Promise<void> {
  await enter(page, person, { at: HERE, code });
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
}

async function signInWithRecoveryCode(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await press(page, "Verify");
}
