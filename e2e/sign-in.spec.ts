import type { Page } from "@playwright/test";
import { wrongCode } from "./browser/codes";
import { keptOf, sql } from "./browser/rows";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  enterPassword,
  expect,
  finishSetUp,
  heading,
  inbox,
  shownSecret,
  signIn,
  signOut,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import { PASSWORD } from "./people";

const DEEP_LINK = "/settings/two-factor?from=mail";
const WRONG = "That email and password don't match. Check both and try again.";
const VERIFY = "Verify it's you";

/** No autofill, so that a waiting passkey answers to the button alone. */
const withoutAutofill = (page: Page) =>
  page.addInitScript(() => {
    window.PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

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

test("A40 a security key without a PIN is a second factor after the password", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await withoutAutofill(page);
  await authenticator(page, { verifiesUser: false });
  await signIn(page, people.rosa);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await signOut(page);
  await signIn(page, people.rosa, { at: DEEP_LINK });
  await expect(heading(page, VERIFY)).toBeVisible();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(DEEP_LINK);
});

test("A2 half signed in, no other page can be reached, and the way asked for is kept", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun);
  await expect(heading(page, VERIFY)).toBeVisible();
  const header = page.getByRole("banner");
  await expect(header.getByRole("button")).toHaveText(["Sign out"]);
  await expect(header.getByRole("link")).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "Remember this browser" })).toHaveCount(0);
  const elsewhere = ["/", "/dashboard", "/settings/users", "/setup-mfa", "/sign-in", "/sign-up", DEEP_LINK];
  for (const address of elsewhere) {
    await page.goto(address);
    await expect(page, address).toHaveURL(/\/sign-in\/verify(\?|$)/);
    await expect(heading(page, VERIFY)).toBeVisible();
  }
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
});

test("A26 a code works once: neither a wrong nor a used one gets in, and each says why", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText("Type all six digits.")).toBeVisible();
  await enterCode(page, wrongCode());
  await expect(page.getByText(/That code is not right/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "6-digit code" })).toBeFocused();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL("/dashboard");

  await signOut(page);
  await signIn(page, people.arun);
  await enterCode(page, codes.last(people.arun));
  await expect(page.getByText(/That code has been used already\. Wait for the next one/)).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL("/dashboard");
});

test("A18 from the fifth wrong code on the factor waits, the passkey still works", async ({
  page,
  workspace,
  authenticator,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await withoutAutofill(page);
  await authenticator(page);
  await signIn(page, people.arun, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(people.arun));
  await page.getByRole("button", { name: "Add another" }).click();
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await storeRecoveryCodes(page);
  await expect(page.getByText("The new factor was added")).toBeVisible();
  await signOut(page);

  await signIn(page, people.arun, { at: DEEP_LINK });
  await expect(page.getByRole("button", { name: "Use a passkey" })).toBeVisible();
  await page.getByRole("button", { name: "Use another method" }).click();
  await expect(page.getByRole("button", { name: "Passkey", exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Authenticator app", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "6-digit code" })).toBeFocused();
  for (let tries = 1; tries <= 5; tries += 1) {
    await enterCode(page, wrongCode());
    await expect(page.getByText(/That code is not right/)).toBeVisible();
    await expect(page.getByRole("textbox", { name: "6-digit code" })).toHaveValue("");
  }
  await enterCode(page, await codes.next(people.arun));
  await expect(
    page.getByText(/Too many attempts\. You can try again in \d+ seconds?\./).first(),
  ).toBeVisible();

  await page.getByRole("button", { name: "Use another method" }).click();
  await page.getByRole("button", { name: "Passkey", exact: true }).click();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(DEEP_LINK);
});

test("A52 a recovery code lets in once, says so by mail, and is worth nothing the second time", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  await chooseMethod(page, "Authenticator app");
  await enterCode(page, await codes.next(people.rosa, await shownSecret(page)));
  const [stored = ""] = await finishSetUp(page);
  await signOut(page);

  await signIn(page, people.rosa, { at: DEEP_LINK });
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  const field = page.getByRole("textbox", { name: "Recovery code" });
  await field.fill("short");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText("A recovery code has 13 letters and digits.")).toBeVisible();
  await field.fill(` ${stored.toLowerCase()} `);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
  await expect(page.getByText("Signed in with a recovery code. 9 are left.")).toBeVisible();
  await expect(page.getByText("9 recovery codes left.")).toBeVisible();
  await page.getByRole("link", { name: "Go on to where you were heading" }).click();
  await expect(page).toHaveURL(DEEP_LINK);
  const mails = await inbox(page, people.rosa);
  expect(mails.map(({ text }) => text).join("\n")).toContain("9 are left");

  await signOut(page);
  await signIn(page, people.rosa);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await field.fill(stored);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText(/That is not one of your unused recovery codes/)).toBeVisible();
  await expect(heading(page, VERIFY)).toBeVisible();
});

test("a code typed before the page's script has arrived is not lost", async ({ page, workspace, codes }) => {
  const { people } = await workspace({ arun: { totp: true } });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  let arrive = () => {};
  const onItsWay = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await onItsWay;
    await route.continue();
  });
  await enterPassword(page, people.arun);
  await page.getByRole("textbox", { name: "6-digit code" }).fill(await codes.next(people.arun));
  await expect(page.getByRole("button", { name: "Verify", exact: true })).toBeDisabled();
  arrive();
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page).toHaveURL("/dashboard");
});

test("`Can't use any of these?` explains what helps, and leads back to the same step", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun, { at: DEEP_LINK });
  await page.getByRole("link", { name: "Can't use any of these?" }).click();
  await expect(heading(page, "Can't use any of these?")).toBeVisible();
  await page.getByRole("link", { name: "Read about the methods" }).click();
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Lost your phone or your key?" })).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(heading(page, VERIFY)).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
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

test("half signed in, the language can be changed there and back, and nothing else is", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun, { at: DEEP_LINK });
  await expect(heading(page, VERIFY)).toBeVisible();
  await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
  await expect(heading(page, "Bestätigen Sie, dass Sie es sind")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.reload();
  await expect(heading(page, "Bestätigen Sie, dass Sie es sind")).toBeVisible();
  await page.getByRole("combobox", { name: "Sprache" }).selectOption("English");
  await expect(heading(page, VERIFY)).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
});

test("the language of set-up can be changed too, and the set-up stays where it was", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  await chooseMethod(page, "Authenticator app");
  const secret = await shownSecret(page);
  await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
  await expect(page.getByRole("button", { name: "Bestätigen", exact: true })).toBeVisible();
  expect(await shownSecret(page)).toBe(secret);
  await expect(page).toHaveURL("/setup-mfa");
});

test("in grace there is `Set up now` and `Later`, by when it must be, and each sign-in asks again", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ gil: { isInGrace: true } });
  await authenticator(page);
  await signIn(page, people.gil, { at: DEEP_LINK });
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  await expect(page.getByText(/You have until .+ to set it up\./)).toBeVisible();
  await page.getByRole("button", { name: "Later", exact: true }).click();
  await expect(page).toHaveURL(DEEP_LINK);
  await expect(page.getByText(/2FA is enforced, activation pending until/)).toBeVisible();
  await page.goto("/dashboard");
  await expect(page).toHaveURL("/dashboard");

  await signOut(page);
  await signIn(page, people.gil);
  await expect(page.getByRole("button", { name: "Later", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Set up now" }).click();
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expect(page).toHaveURL("/dashboard");
});

test("when the time of grace is over, set-up is a wall", async ({ page, workspace }) => {
  const { people } = await workspace({ gil: { isInGrace: true } });
  await signIn(page, people.gil);
  await page.getByRole("button", { name: "Later", exact: true }).click();
  await expect(page).toHaveURL("/dashboard");
  await sql()`update users set first_prompted_at = now() - interval '8 days',
    policy_since = now() - interval '8 days' where id = ${people.gil.id}`;
  await sql()`update policies set since = now() - interval '8 days'
    where id = (select policy_id from users where id = ${people.gil.id})`;
  await page.reload();
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  await expect(page.getByRole("button", { name: "Passkey", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Later", exact: true })).toHaveCount(0);
});

test("in grace, a factor that is there is proved before `Later`: never the password alone", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ gil: { totp: true } });
  await sql()`update policies set mode = 'required', grace_days = 7, methods = '{passkey}'
    where id = (select policy_id from users where id = ${people.gil.id})`;
  await signIn(page, people.gil);
  await expect(heading(page, VERIFY)).toBeVisible();
  await enterCode(page, await codes.next(people.gil));
  await page.getByRole("button", { name: "Later", exact: true }).click();
  await expect(page).toHaveURL("/dashboard");
});
