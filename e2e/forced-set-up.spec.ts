import { wrongCode } from "./browser/codes";
import { scanQr } from "./browser/qr";
import { keptOf, sql } from "./browser/rows";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  expect,
  finishSetUp,
  heading,
  setUpApp,
  shownSecret,
  signIn,
  test,
} from "./fixtures";
import { continueButton, SET_UP } from "./set-up";

const DEEP_LINK = "/settings/two-factor?from=mail&n=1";

test("after the password a required user meets set-up before anything else, and nothing on it leads past", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText("Required by your workspace admin")).toBeVisible();
  const header = page.getByRole("banner");
  await expect(header).toContainText("Sallyport");
  await expect(header.getByRole("combobox", { name: "Language" })).toBeVisible();
  await expect(header.getByRole("button")).toHaveText(["Sign out"]);
  await expect(header.getByRole("link")).toHaveCount(0);
  const main = page.getByRole("main");
  await expect(main.getByRole("button", { name: "Passkey", exact: true })).toBeVisible();
  await expect(main.getByRole("button", { name: "Authenticator app", exact: true })).toBeVisible();
  await expect(main.getByRole("button")).toHaveCount(2);
  await expect(main.getByRole("link")).toHaveCount(0);
  await expect(page.getByText(/skip|later|not now/i)).toHaveCount(0);
  for (const elsewhere of ["/", "/dashboard", "/settings/users", "/sign-in", "/sign-in/verify"]) {
    await page.goto(elsewhere);
    await expect(page, `${elsewhere} leads back`).toHaveURL(/\/setup-mfa(\?|$)/);
  }
});
for (const colorScheme of ["light", "dark"] as const) {
  test(`a phone can read the QR code on a ${colorScheme} screen, and the key says the same in groups of four`, async ({
    page,
    context,
    workspace,
  }) => {
    const { people } = await workspace({ rosa: { isRequired: true } });
    await page.emulateMedia({ colorScheme });
    await signIn(page, people.rosa);
    await chooseMethod(page, "Authenticator app");
    await expect(heading(page, "Scan the QR code")).toBeVisible();
    await expect(page.getByRole("code")).toHaveText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    const secret = await shownSecret(page);
    const read = await scanQr(page.getByRole("img", { name: /QR code/ }));
    expect(read.length).toBeGreaterThan(1);
    expect(new Set(read).size).toBe(1);
    const scanned = new URL(read[0] ?? "nothing:");
    expect(scanned.protocol + scanned.host).toBe("otpauth:totp");
    expect(decodeURIComponent(scanned.pathname)).toContain(people.rosa.email);
    expect(Object.fromEntries(scanned.searchParams)).toMatchObject({ secret, digits: "6", period: "30" });
    const link = page.getByRole("link", { name: /^Open in an authenticator app/, includeHidden: true });
    await expect(link).toHaveAttribute("href", scanned.href);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect(link).toBeVisible();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy key" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  });
}
test("with an authenticator app: a wrong code costs nothing, the codes are stored, the deep link is kept", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await chooseMethod(page, "Authenticator app");
  const secret = await shownSecret(page);
  await enterCode(page, wrongCode(secret));
  await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "6-digit code" })).toHaveValue("");
  await expect(page.getByRole("textbox", { name: "6-digit code" })).toBeFocused();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  expect(await shownSecret(page)).toBe(secret);
  expect(await keptOf(people.rosa)).toMatchObject({ factors: [], isOn: false });
  await expect(page.getByRole("list", { name: "Recovery codes" })).toHaveCount(0);
  await enterCode(page, await codes.next(people.rosa, secret));
  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  const listed = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(listed).toHaveCount(10);
  for (const code of await listed.allTextContents())
    expect(code.replace(/\W/g, "")).toMatch(/^[A-Z2-7]{13}$/i);
  for (const name of ["Copy", "Download", "Print"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeEnabled();
  }
  await expect(continueButton(page)).toBeDisabled();
  await continueButton(page).click({ force: true });
  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("sallyport-recovery-codes.txt");
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
  expect(await keptOf(people.rosa)).toEqual({ factors: ["totp"], sessions: 1, openFlows: 0, isOn: true });
});
test("with a passkey: the same way, and a refused prompt leaves a way on", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  const device = await authenticator(page);
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await chooseMethod(page, "Passkey");
  await device.setVerified(false);
  await createPasskey(page);
  await expect(page.getByText("Nothing was changed: try again or choose another method.")).toBeVisible();
  await page.getByRole("button", { name: "Choose another method" }).click();
  await chooseMethod(page, "Passkey");
  await device.setVerified(true);
  await createPasskey(page);
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(await device.credentials()).toHaveLength(1);
  expect(await keptOf(people.rosa)).toEqual({ factors: ["passkey"], sessions: 1, openFlows: 0, isOn: true });
});
for (const [where, address] of [
  ["another origin", "/sign-in?returnTo=https://evil.example/"],
  ["an origin without its scheme", "/sign-in?returnTo=//evil.example/x"],
  ["an origin behind a backslash", "/sign-in?returnTo=/%5Cevil.example/x"],
  ["the sign-in page itself", "/sign-in?returnTo=/sign-in"],
  ["a script", "/sign-in?returnTo=javascript:alert(1)"],
] as const) {
  test(`a way back to ${where} ends on the dashboard`, async ({ page, workspace, authenticator }) => {
    const { people } = await workspace({ rosa: { isRequired: true } });
    await authenticator(page);
    await signIn(page, people.rosa, { at: address });
    await expect(heading(page, SET_UP)).toBeVisible();
    await page.goto(address.replace("/sign-in?", "/setup-mfa?"));
    await chooseMethod(page, "Passkey");
    await createPasskey(page);
    await finishSetUp(page);
    await expect(page).toHaveURL("/dashboard");
  });
}
test("where recovery codes are switched off their step is left out", async ({ page, workspace, codes }) => {
  const { id, people } = await workspace({ rosa: { isRequired: true } });
  await sql()`update workspaces set recovery_codes_on = false where workspace_id = ${id}`;
  await signIn(page, people.rosa);
  await chooseMethod(page, "Authenticator app");
  await expect(page.getByText("Step 2 of 2")).toBeVisible();
  await enterCode(page, await codes.next(people.rosa, await shownSecret(page)));
  await expect(heading(page, "Two-factor authentication is on")).toBeVisible();
  await continueButton(page).click();
  await expect(page).toHaveURL("/dashboard");
  const rows = await sql()`select 1 from recovery_codes where user_id = ${people.rosa.id}`;
  expect(rows).toHaveLength(0);
});
test("under a policy of passkeys alone, nothing but a passkey is offered", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ priya: { isPrivileged: true } });
  await authenticator(page);
  await signIn(page, people.priya);
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText(/Everyone under the policy Privileged must have it/)).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(1);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
});
test("an app that is not accepted is proved first, then the passkey is set up, and the app stays", async ({
  page,
  workspace,
  authenticator,
  codes,
}) => {
  const { people } = await workspace({ uwe: { isPrivileged: true, totp: true } });
  await authenticator(page);
  await signIn(page, people.uwe, { at: DEEP_LINK });
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await page.goto("/setup-mfa");
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await page.goto(DEEP_LINK);
  await enterCode(page, await codes.next(people.uwe));
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText(/stays on/)).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(1);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect((await keptOf(people.uwe)).factors).toEqual(["passkey", "totp"]);
});
test("what the set-up shows once is never shown again: no secret on any later page", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const secret = await setUpApp(page, codes, people.rosa);
  await expect(page).toHaveURL("/dashboard");
  for (const address of ["/dashboard", "/settings/two-factor", "/setup-mfa"]) {
    await page.goto(address);
    expect(await page.content()).not.toContain(secret);
  }
});
