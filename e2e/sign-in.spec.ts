import { keptOf } from "./browser/rows";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  enterPassword,
  expect,
  finishSetUp,
  heading,
  signIn,
  signOut,
  test,
} from "./fixtures";
import { PASSWORD } from "./people";
import { DEEP_LINK, VERIFY, withoutAutofill } from "./set-up";

const WRONG = "That email and password don't match. Check both and try again.";

test("A16 a wrong password, an unknown address, an invited and a blocked user all get the same words", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ mina: {}, ivy: { isInvited: true }, bo: { isBlocked: true } });
  const nobody = { email: people.mina.email.replace("mina@", "nobody@") };
  for (const [person, password] of [
    [people.mina, "not this one at all"],
    [nobody, PASSWORD],
    [people.ivy, PASSWORD],
    [people.bo, PASSWORD],
  ] as const) {
    await signIn(page, person, { password });
    await expect(page.getByText(WRONG)).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Email" })).toHaveValue(person.email);
    await expect(page).toHaveURL("/sign-in");
  }
  await enterPassword(page, people.mina);
  await expect(page).toHaveURL("/dashboard");
});
test("A18 from the fifth wrong password on there is a wait that counts down, for known and unknown alike", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ mina: {} });
  const nobody = { email: people.mina.email.replace("mina@", "nobody@") };
  for (const person of [people.mina, nobody]) {
    await page.goto("/sign-in");
    for (let tries = 1; tries <= 5; tries += 1) {
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await enterPassword(page, person, `wrong for the ${tries}. time`);
      await answered;
      await expect(page.getByText(WRONG)).toBeVisible();
      await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
    }
    await enterPassword(page, person);
    const wait = page.getByText(/^Too many attempts\. You can try again in \d+ seconds?\.$/).first();
    await expect(wait).toBeVisible();
    const secondsLeft = async () => Number((await wait.textContent())?.match(/\d+/)?.[0]);
    const before = await secondsLeft();
    expect(before).toBeLessThanOrEqual(30);
    await expect.poll(secondsLeft).toBeLessThan(before);
  }
  expect((await keptOf(people.mina)).sessions).toBe(0);
});
test("the button signs in with a passkey alone, straight to the page asked for", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await withoutAutofill(page);
  await authenticator(page);
  await signIn(page, people.rosa);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await signOut(page);
  await page.goto(DEEP_LINK);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(DEEP_LINK);
  expect((await keptOf(people.rosa)).sessions).toBe(1);
});
test("a passkey button without a passkey says so and leaves the page as it was", async ({
  page,
  authenticator,
}) => {
  await withoutAutofill(page);
  const device = await authenticator(page);
  await device.forgetAll();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText(/Nothing was changed: try again or choose another method/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
});
test("the browser's autofill signs in with a passkey without a press", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  const device = await authenticator(page);
  await signIn(page, people.rosa);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
  await device.setPresent(false);
  await signOut(page);
  await device.setPresent(true);
  await page.goto(DEEP_LINK);
  await expect(page).toHaveURL(DEEP_LINK);
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
});
test("A5 A8 the cookie changes at every rise, and after signing out no copy of it opens anything", async ({
  page,
  context,
  otherBrowser,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun);
  await expect(heading(page, VERIFY)).toBeVisible();
  const half = await context.cookies();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL("/dashboard");
  const full = await context.cookies();
  const valueIn = (cookies: typeof half) => cookies.find(({ name }) => name.includes("session-token"))?.value;
  expect(valueIn(full)).toBeTruthy();
  expect(valueIn(full)).not.toBe(valueIn(half));
  const thief = await otherBrowser();
  const opens = async (cookies: typeof half) => {
    await thief.context().clearCookies();
    await thief.context().addCookies(cookies);
    await thief.goto("/dashboard");
    return new URL(thief.url()).pathname === "/dashboard";
  };
  expect(await opens(half)).toBe(false);
  expect(await opens(full)).toBe(true);
  await signOut(page);
  expect(await opens(full)).toBe(false);
  await page.goBack();
  await expect(heading(page, "Sign in")).toBeVisible();
});
