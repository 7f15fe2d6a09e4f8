import { lastAudit, linkIn, mailOf } from "./browser/trail";
import {
  awake,
  chooseMethod,
  enter,
  enterCode,
  expect,
  finishSetUp,
  heading,
  inbox,
  setUpApp,
  shownSecret,
  signIn,
  signOut,
  test,
} from "./fixtures";
import { PASSWORD } from "./people";
import { ADMIN, confirm, enterPass, press, readPass, SETUP, seen, toWaysBack, WAYS } from "./ways-back";

test("A55 lost phone with neither factor nor code: ask, the administrator checks, a pass, a new factor, and in where one was heading", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { ...ADMIN, name: "Ada Helper" }, rosa: { totp: true } });
  await toWaysBack(page, people.rosa, "/settings/sessions");
  await expect(page.getByText("These people can help you: Ada Helper.")).toBeVisible();
  await page.getByRole("textbox", { name: "What happened?" }).fill("My phone fell into a lake");
  await press(page, "Ask for help");
  await expect(page.getByText(/Your request was sent on .* to Ada Helper/)).toBeVisible();
  expect((await mailOf(page, people.ada, "Somebody asks for help")).text).toContain("/settings/requests");
  const desk = await otherBrowser();
  await enter(desk, people.ada, { at: "/settings/requests", code: await codes.next(people.ada) });
  await seen(desk, "Help requests");
  await expect(desk.getByText("My phone fell into a lake")).toBeVisible();
  await expect(desk.getByText("Call back on a number you know")).toBeVisible();
  await press(desk, "Issue access pass");
  await confirm(desk, "Issue access pass");
  const code = await readPass(desk);
  await expect(desk.getByText("Nobody asks for help")).toBeVisible();
  await page.reload();
  await expect(page.getByText("An access pass was issued for you")).toBeVisible();
  await page.getByRole("link", { name: "Enter an access pass" }).click();
  await enterPass(page, "0000-0000-0000-0000");
  await expect(page.getByText("This is not an access pass that works for you")).toBeVisible();
  await enterPass(page, code);
  await seen(page, SETUP);
  await expect(page.getByText("Your access pass opened this set-up.")).toBeVisible();
  await page.goto("/settings/two-factor");
  await seen(page, SETUP);
  await page.goto("/setup-mfa?returnTo=/settings/sessions");
  await setUpApp(page, codes, people.rosa);
  await seen(page, "Sessions");
  expect(await lastAudit(people.rosa, "access_pass.used")).toMatchObject({
    data: { issuedBy: people.ada.id },
  });
  const second = await otherBrowser();
  await toWaysBack(second, people.rosa);
  await second.getByRole("link", { name: "Enter an access pass" }).click();
  await enterPass(second, code);
  await expect(second.getByText("This is not an access pass that works for you")).toBeVisible();
});
test("lost phone with a recovery code, or with another factor: both are the first things offered", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ ada: ADMIN, rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  await chooseMethod(page, "Authenticator app");
  await enterCode(page, await codes.next(people.rosa, await shownSecret(page)));
  const [code = ""] = await finishSetUp(page);
  await seen(page, "Home");
  await signOut(page);
  await toWaysBack(page, people.rosa);
  await expect(page.getByText("You have 10 unused codes.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Go back to it" })).toBeVisible();
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await press(page, "Verify");
  await expect(heading(page, "Verify it's you")).toHaveCount(0);
});
test("A48 a set-up link for one method: sign in first, set up, and it is dead; somebody else gets nothing by it, nor after its days", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: ADMIN, rosa: {}, max: {} });
  const desk = await otherBrowser();
  await enter(desk, people.ada, {
    at: `/settings/users/${people.rosa.id}`,
    code: await codes.next(people.ada),
  });
  const method = desk.getByRole("combobox", { name: "Method of the set-up link" });
  await expect(method.getByRole("option")).toHaveText(["Any method", "Passkey", "Authenticator app"]);
  await awake(desk);
  await method.selectOption("Authenticator app");
  await press(desk, "Send set-up link");
  await expect(desk.getByText(`A set-up link was sent to ${people.rosa.email}`)).toBeVisible();
  const mail = (await inbox(page, people.rosa)).find(({ text }) => text.includes("/enroll/"));
  if (!mail) throw new Error("no set-up link was mailed");
  const link = linkIn(mail, "enroll");
  const stranger = await otherBrowser();
  await signIn(stranger, people.max);
  await seen(stranger, "Home");
  await stranger.goto(link);
  await expect(stranger.getByText("This link was made for somebody else.")).toBeVisible();
  await page.goto(link);
  await expect(page.getByText("Sign in first.")).toBeVisible();
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await page.getByRole("textbox", { name: "Email" }).fill(people.rosa.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Sign in");
  await seen(page, SETUP);
  await expect(page.getByRole("button", { name: "Passkey", exact: true })).toHaveCount(0);
  await setUpApp(page, codes, people.rosa);
  await seen(page, "Two-factor authentication");
  await page.goto(link);
  await seen(page, "This link doesn't work any more");
});
test("A54 a stolen mailbox: the password can be reset, and then nothing more", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ olga: { role: "owner", totp: true } });
  await page.goto("/forgot-password");
  await page.getByRole("textbox", { name: "Email" }).fill(people.olga.email);
  await press(page, "Send link");
  await seen(page, "Check your mail");
  await page.goto(linkIn(await mailOf(page, people.olga, "Choose a new password"), "reset-password"));
  await page.getByLabel("New password", { exact: true }).fill("a mailbox that was stolen");
  await press(page, "Save new password");
  await seen(page, "Your password is changed");
  await signIn(page, people.olga, { password: "a mailbox that was stolen" });
  await page.getByRole("link", { name: WAYS }).click();
  await press(page, "Mail me a link");
  await expect(page.getByText("Your password was reset by mail in the last 7 days.")).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Verify it's you");
});
