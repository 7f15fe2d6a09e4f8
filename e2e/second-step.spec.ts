import { wrongCode } from "./browser/codes";
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
import { DEEP_LINK, VERIFY, withoutAutofill } from "./set-up";

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
