// One file: turning it on and off, as one person goes through it.
import { ageSessions, keptOf, setRequired, sql } from "./browser/rows";
import { auditOf, lastAudit, mailedTo, pastTheScreen } from "./browser/trail";
import {
  chooseMethod,
  dismiss,
  enterCode,
  enterPassword,
  expect,
  heading,
  shownSecret,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import {
  choiceOf,
  createPasskey,
  factor,
  HERE,
  openSettings,
  openSettingsWithApp,
  press,
  said,
  signOut,
  stepUp,
  today,
} from "./two-factor-settings";

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
  await dismiss(why);
  await signOut(page);
  await openSettings(page, people.pen);
  await setRequired(people.pen, true);
  await page.reload();
  await expect(page.getByText("2FA is enforced, activation pending", { exact: true })).toBeVisible();
  await expect(
    page.getByText("You will be asked to set it up at your next sign-in. You can do it now."),
  ).toBeVisible();
});
