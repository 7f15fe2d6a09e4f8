import { countNavigations } from "./browser/navigations";
import { keptOf, setRequired } from "./browser/rows";
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
  test,
} from "./fixtures";
import { continueButton, DEEP_LINK, MOST_NAVIGATIONS, ONE_APP, SET_UP, toQrCode } from "./set-up";

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
