import { linkIn, mailOf } from "./browser/trail";
import {
  awake,
  chooseMethod,
  enterCode,
  expect,
  finishSetUp,
  heading,
  shownSecret,
  signIn,
  test,
} from "./fixtures";

const seen = (page: Parameters<typeof heading>[0], name: string) => expect(heading(page, name)).toBeVisible();

test("A60 the mail about a new factor has a link that ends all sessions: opening it changes nothing, its button does, once", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ rosa: {} });
  await signIn(page, people.rosa, { at: "/settings/two-factor" });
  await page.getByRole("button", { name: "Enable two-factor authentication" }).click();
  await chooseMethod(page, "Authenticator app");
  await enterCode(page, await codes.next(people.rosa, await shownSecret(page)));
  await finishSetUp(page);
  const mail = await mailOf(page, people.rosa, "A sign-in method was added");
  expect(mail.text).toContain("Authenticator app was added to your account");
  expect(mail.text).toMatch(/From: Chrome( Headless)? on Linux/);
  const link = linkIn(mail, "not-me");

  const elsewhere = await otherBrowser();
  await elsewhere.goto(link);
  await seen(elsewhere, "Was this not you?");
  await expect(elsewhere.getByText("A sign-in method was added")).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Home");
  await elsewhere.getByRole("button", { name: "End all sessions" }).click();
  await seen(elsewhere, "All sessions were ended");
  await expect(elsewhere.getByRole("link", { name: "Choose a new password" })).toBeVisible();
  await expect(elsewhere.getByRole("link", { name: /^What to do when a device/ })).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Sign in");
  await elsewhere.goto(link);
  await seen(elsewhere, "This link was used or is too old");
  await mailOf(page, people.rosa, "All your sessions were ended");
});

test("mails are in the language that their reader chose on screen", async ({
  page,
  workspace,
  otherBrowser,
}) => {
  const { people } = await workspace({ max: {} });
  await signIn(page, people.max);
  await seen(page, "Home");
  await awake(page);
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await seen(page, "Start");
  const elsewhere = await otherBrowser();
  await signIn(elsewhere, people.max);
  await seen(elsewhere, "Home");
  const mail = await mailOf(page, people.max, "Neue Anmeldung in einem neuen Browser");
  expect(mail.text).toContain("Waren Sie das nicht?");
});
