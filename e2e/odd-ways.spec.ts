import { countNavigations } from "./browser/navigations";
import { ageSessions, expireFlows, keptOf } from "./browser/rows";
import {
  chooseMethod,
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
import { DEEP_LINK, MOST_NAVIGATIONS, ONE_APP, SET_UP, toQrCode } from "./set-up";

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
