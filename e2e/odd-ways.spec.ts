import type { Page } from "@playwright/test";
import { countNavigations } from "./browser/navigations";
import { ageSessions, expireFlows, keptOf, setRequired } from "./browser/rows";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  enterPassword,
  expect,
  finishSetUp,
  heading,
  setUpApp,
  shownSecret,
  signIn,
  signOut,
  storeRecoveryCodes,
  test,
} from "./fixtures";

const SET_UP = "Set up two-factor authentication";
const DEEP_LINK = "/settings/two-factor?from=mail";
const ONE_APP = { factors: ["totp"], sessions: 1, openFlows: 0, isOn: true };
const MOST_NAVIGATIONS = 10;
const continueButton = (page: Page) => page.getByRole("button", { name: "Continue", exact: true });

/** As far as the QR code; answers the key. */
async function toQrCode(page: Page): Promise<string> {
  await expect(heading(page, SET_UP)).toBeVisible();
  await chooseMethod(page, "Authenticator app");
  await expect(heading(page, "Scan the QR code")).toBeVisible();
  return shownSecret(page);
}

test("the back button during set-up leads to the set-up again, and afterwards not back into it", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  const secret = await toQrCode(page);
  const navigations = countNavigations(page);
  await page.goBack();
  await expect(heading(page, SET_UP)).toBeVisible();
  expect(await toQrCode(page)).toBe(secret);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);

  await enterCode(page, await codes.next(people.rosa, secret));
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  const after = countNavigations(page);
  await page.goBack();
  await expect(page).toHaveURL(/\/(dashboard|settings\/two-factor)(\?|$)/);
  await expect(page.getByText("2FA is active and enforced")).toBeVisible();
  expect(after()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("a refresh in the middle of any step goes on from there, with the same secret", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  const navigations = countNavigations(page);
  await expect(heading(page, SET_UP)).toBeVisible();
  await page.reload();
  const secret = await toQrCode(page);
  await page.reload();
  expect(await toQrCode(page)).toBe(secret);
  await enterCode(page, await codes.next(people.rosa, secret));

  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  const list = page.getByRole("list", { name: "Recovery codes" });
  const first = await list.getByRole("listitem").allTextContents();
  await page.reload();
  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  await expect(list.getByRole("listitem")).toHaveCount(10);
  expect(await list.getByRole("listitem").allTextContents()).not.toEqual(first);
  await storeRecoveryCodes(page);

  await expect(heading(page, "Two-factor authentication is on")).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(DEEP_LINK);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("two tabs share one secret; the slower one is told that it was finished elsewhere and goes on", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const secret = await toQrCode(page);
  const second = await context.newPage();
  await second.goto(DEEP_LINK);
  expect(await toQrCode(second)).toBe(secret);

  await enterCode(page, await codes.next(people.rosa, secret));
  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  const navigations = countNavigations(second);
  await enterCode(second, await codes.next(people.rosa, secret));
  await expect(
    second.getByText("This step was finished already, perhaps in another tab or window."),
  ).toBeVisible();
  await continueButton(second).click();
  await expect(second).toHaveURL(DEEP_LINK);
  await expect(heading(second, "Two-factor authentication")).toBeVisible();
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);

  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("a second browser gets a secret of its own, and the first one's is void and says so", async ({
  page,
  otherBrowser,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  const first = await toQrCode(page);
  const second = await otherBrowser();
  await signIn(second, people.rosa);
  const other = await toQrCode(second);
  expect(other).not.toBe(first);

  const navigations = countNavigations(page);
  await enterCode(page, await codes.next(people.rosa, first));
  await expect(page.getByText(/here is a new one\. Delete the earlier entry in your app/)).toBeVisible();
  const renewed = await shownSecret(page);
  expect([first, other]).not.toContain(renewed);
  expect((await keptOf(people.rosa)).factors).toEqual([]);

  await enterCode(page, await codes.next(people.rosa, renewed));
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);

  await enterCode(second, await codes.next(people.rosa, other));
  await expect(second.getByText(/Your session has ended\. Sign in again/)).toBeVisible();
  await second.reload();
  await expect(heading(second, "Sign in")).toBeVisible();
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("a set-up finished in another browser ends this one's session, and its next step is the sign-in", async ({
  page,
  otherBrowser,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await toQrCode(page);
  const second = await otherBrowser();
  await signIn(second, people.rosa);
  await expect(heading(second, SET_UP)).toBeVisible();
  const secret = await setUpApp(second, codes, people.rosa);
  await expect(second).toHaveURL("/dashboard");

  const navigations = countNavigations(page);
  await page.reload();
  await expect(heading(page, "Sign in")).toBeVisible();
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
  await enterPassword(page, people.rosa);
  await enterCode(page, await codes.next(people.rosa, secret));
  await expect(page).toHaveURL(DEEP_LINK);
});

test("a half session that has expired says so at the code, and the way on is the sign-in", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun, { at: DEEP_LINK });
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await ageSessions(people.arun, 13 * 60);
  const navigations = countNavigations(page);
  await enterCode(page, await codes.next(people.arun));
  await expect(page.getByText(/Your session has ended\. Sign in again/)).toBeVisible();
  expect((await keptOf(people.arun)).sessions).toBe(0);
  await page.getByRole("link", { name: "Go on from here" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  await enterPassword(page, people.arun);
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
  expect((await keptOf(people.arun)).sessions).toBe(1);
});

test("a pending session that has expired opens nothing at a reload, and the deep link is still known", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await toQrCode(page);
  await ageSessions(people.rosa, 13 * 60);
  const navigations = countNavigations(page);
  await page.reload();
  await expect(heading(page, "Sign in")).toBeVisible();
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  await enterPassword(page, people.rosa);
  await setUpApp(page, codes, people.rosa);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("an enrolment that has expired gives a new QR code and says why", async ({ page, workspace, codes }) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const first = await toQrCode(page);
  await expireFlows(people.rosa);
  await enterCode(page, await codes.next(people.rosa, first));
  await expect(page.getByText(/here is a new one\. Delete the earlier entry in your app/)).toBeVisible();
  const second = await shownSecret(page);
  expect(second).not.toBe(first);
  await enterCode(page, await codes.next(people.rosa, second));
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("a double click on Verify while setting up makes one factor and one session", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const secret = await toQrCode(page);
  await page.getByRole("textbox", { name: "6-digit code" }).fill(await codes.next(people.rosa, secret));
  await page.getByRole("button", { name: "Verify", exact: true }).dblclick();
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("a double click on Create passkey makes one passkey", async ({ page, workspace, authenticator }) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  const device = await authenticator(page);
  await signIn(page, people.rosa);
  await chooseMethod(page, "Passkey");
  await page.getByRole("button", { name: "Create passkey" }).dblclick();
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  expect(await device.credentials()).toHaveLength(1);
  expect(await keptOf(people.rosa)).toEqual({ ...ONE_APP, factors: ["passkey"] });
});

test("a double click on Verify while signing in is one sign-in", async ({ page, workspace, codes }) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun, { at: DEEP_LINK });
  await page.getByRole("textbox", { name: "6-digit code" }).fill(await codes.next(people.arun));
  await page.getByRole("button", { name: "Verify", exact: true }).dblclick();
  await expect(page).toHaveURL(DEEP_LINK);
  expect(await keptOf(people.arun)).toEqual(ONE_APP);
});

for (const [choice, kept] of [
  ["Continue", { factors: [], sessions: 1, isOn: false }],
  ["Finish anyway", ONE_APP],
] as const) {
  test(`a requirement lifted meanwhile says so, and \`${choice}\` leads on`, async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ rosa: { isRequired: true } });
    await signIn(page, people.rosa, { at: DEEP_LINK });
    const secret = await toQrCode(page);
    await setRequired(people.rosa, false);
    const navigations = countNavigations(page);
    await page.reload();
    await expect(heading(page, "No longer required")).toBeVisible();
    await page.getByRole("button", { name: choice, exact: true }).click();
    if (choice === "Finish anyway") {
      expect(await toQrCode(page)).toBe(secret);
      await enterCode(page, await codes.next(people.rosa, secret));
      await finishSetUp(page);
    }
    await expect(page).toHaveURL(DEEP_LINK);
    await expect(heading(page, "Two-factor authentication")).toBeVisible();
    expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
    expect(await keptOf(people.rosa)).toMatchObject(kept);
    await page.goto("/dashboard");
    await expect(page).toHaveURL("/dashboard");
  });
}

test("a requirement lifted while the code is typed does not lose the factor", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: DEEP_LINK });
  const secret = await toQrCode(page);
  await setRequired(people.rosa, false);
  await enterCode(page, await codes.next(people.rosa, secret));
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  await expect(page.getByText("2FA is active (own choice)")).toBeVisible();
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("signing out in the middle leaves nothing behind, and the next sign-in begins anew", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const first = await toQrCode(page);
  await signOut(page);
  const navigations = countNavigations(page);
  await page.goBack();
  await expect(heading(page, "Sign in")).toBeVisible();
  await page.goto(DEEP_LINK);
  await expect(heading(page, "Sign in")).toBeVisible();
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.rosa)).toMatchObject({ factors: [], sessions: 0, isOn: false });

  await enterPassword(page, people.rosa);
  const second = await toQrCode(page);
  expect(second).not.toBe(first);
  await enterCode(page, await codes.next(people.rosa, second));
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("signing out in one tab: the other tab's code finds the session ended", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const secret = await toQrCode(page);
  const second = await context.newPage();
  await second.goto("/dashboard");
  await signOut(second);
  await enterCode(page, await codes.next(people.rosa, secret));
  await expect(page.getByText(/You are not signed in\. Sign in and repeat the step/)).toBeVisible();
  expect(await keptOf(people.rosa)).toMatchObject({ factors: [], sessions: 0, isOn: false });
  await page.getByRole("link", { name: "Go on from here" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
});

test("a network that fails under Verify keeps the QR code, and trying again works", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  const secret = await toQrCode(page);
  await context.setOffline(true);
  await enterCode(page, await codes.next(people.rosa, secret));
  await expect(page.getByText(/The server is not answering just now/)).toBeVisible();
  expect(await shownSecret(page)).toBe(secret);
  await context.setOffline(false);
  await enterCode(page, codes.last(people.rosa, secret));
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  expect(await keptOf(people.rosa)).toEqual(ONE_APP);
});

test("two tabs with a passkey: the second one says that this device holds one already", async ({
  page,
  context,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  const device = await authenticator(page);
  await signIn(page, people.rosa);
  await chooseMethod(page, "Passkey");
  const second = await context.newPage();
  const same = await authenticator(second);
  await second.goto("/dashboard");
  await chooseMethod(second, "Passkey");
  await page.bringToFront();
  await createPasskey(page);
  await expect(heading(page, "Save your recovery codes")).toBeVisible();
  await second.bringToFront();
  await same.add(await device.credentials());
  await createPasskey(second);
  await expect(second.getByText(/This device holds a passkey of your account already/)).toBeVisible();
  await page.bringToFront();
  await finishSetUp(page);
  expect((await keptOf(people.rosa)).factors).toEqual(["passkey"]);
  const navigations = countNavigations(second);
  await second.reload();
  await expect(second).toHaveURL("/dashboard");
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
});

test("a requirement that binds right away takes an enrolment under way along, with the same secret", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ mina: {} });
  await signIn(page, people.mina, { at: DEEP_LINK });
  await page.getByRole("button", { name: "Enable two-factor authentication" }).click();
  const secret = await toQrCode(page);
  await setRequired(people.mina, true, "right_away");
  const navigations = countNavigations(page);
  await page.reload();
  await expect(page).toHaveURL(/\/setup-mfa\?/);
  expect(await toQrCode(page)).toBe(secret);
  await enterCode(page, await codes.next(people.mina, secret));
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.mina)).toEqual(ONE_APP);
});

test("a requirement that binds right away: the next press in an open page says what to do, and leads there", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ mina: {} });
  await signIn(page, people.mina, { at: DEEP_LINK });
  await page.getByRole("button", { name: "Enable two-factor authentication" }).click();
  await expect(heading(page, SET_UP)).toBeVisible();
  await setRequired(people.mina, true, "right_away");
  await page.getByRole("link", { name: "Users" }).click();
  await expect(page).toHaveURL(/\/setup-mfa\?returnTo=%2Fsettings%2Fusers$/);
  await expect(page.getByText("Required by your workspace admin")).toBeVisible();
});

test("two tabs at the second step: the slower one gets in with the next code, into the same session", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun);
  await expect(heading(page, "Verify it's you")).toBeVisible();
  const second = await context.newPage();
  await second.goto(DEEP_LINK);
  await expect(heading(second, "Verify it's you")).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL("/dashboard");
  const navigations = countNavigations(second);
  await enterCode(second, await codes.next(people.arun));
  await expect(second).toHaveURL(DEEP_LINK);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  await page.reload();
  await expect(page).toHaveURL("/dashboard");
  expect(await keptOf(people.arun)).toEqual(ONE_APP);
});

test("at the second step a refresh asks the same again, and the back button leads to no other page", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun, { at: DEEP_LINK });
  const navigations = countNavigations(page);
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await page.reload();
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await page.goBack();
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
  expect(navigations()).toBeLessThan(MOST_NAVIGATIONS);
  expect(await keptOf(people.arun)).toEqual(ONE_APP);
});
