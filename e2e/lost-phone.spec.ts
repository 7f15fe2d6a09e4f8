import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
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
import { PASSWORD, type PersonSpec } from "./people";

const ADMIN = { role: "administrator", canManage: true, totp: true } satisfies PersonSpec;
const WAYS = "Can't use any of these?";
const SETUP = "Set up two-factor authentication";
const REASON = "Called back on the known number";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const seen = (page: Page, name: string) => expect(heading(page, name)).toBeVisible();

/** To the ways back, from the door. */
async function toWaysBack(page: Page, person: { email: string }, at = "/sign-in"): Promise<void> {
  await signIn(page, person, { at });
  await page.getByRole("link", { name: WAYS }).click();
  await seen(page, WAYS);
}

/** Answers the open dialog of an administrator's deed. */
async function confirm(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill(REASON);
  await dialog.getByRole("button", { name: button, exact: true }).click();
}

/** The code in the dialog, read once. */
async function readPass(page: Page): Promise<string> {
  const code = await page.getByRole("dialog").getByRole("code").textContent();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  return code ?? "";
}

async function enterPass(page: Page, code: string): Promise<void> {
  await page.getByRole("textbox", { name: "Access pass" }).fill(code);
  await press(page, "Continue");
}

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
  await expect(page.getByRole("link", { name: "Choose another method" })).toBeVisible();
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await press(page, "Verify");
  await expect(heading(page, "Verify it's you")).toHaveCount(0);
});

test("A72 a declined request changes nothing and tells why; nobody answers their own, nor for a higher rank", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({
    ada: ADMIN,
    olga: { role: "owner", totp: true },
    rosa: { totp: true },
  });
  await toWaysBack(page, people.rosa);
  await press(page, "Ask for help");
  await expect(page.getByText(/Your request was sent/)).toBeVisible();
  const desk = await otherBrowser();
  await enter(desk, people.ada, { at: "/settings/two-factor", code: await codes.next(people.ada) });
  await press(desk, "Ask for help");
  await expect(desk.getByText(/Your request was sent/)).toBeVisible();
  await desk.goto("/settings/requests");
  const cards = desk
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: desk.getByRole("heading") });
  await expect(cards).toHaveCount(2);
  const own = cards.filter({ hasText: people.ada.email });
  await expect(own.getByRole("button", { name: "Issue access pass" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await cards.filter({ hasText: people.rosa.email }).getByRole("button", { name: "Decline" }).click();
  await confirm(desk, "Decline");
  await expect(desk.getByText("The request was declined")).toBeVisible();
  expect((await mailOf(page, people.rosa, "Your request for help was answered")).text).toContain(REASON);
  await page.reload();
  await expect(page.getByText("Your request was declined on")).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Verify it's you");

  await desk.goto(`/settings/users/${people.olga.id}`);
  const reset = desk.getByRole("button", { name: "Reset two-factor" });
  await expect(reset).toHaveAttribute("aria-disabled", "true");
});

test("A72 a member's reset: from the panel, with a reason; every session ends, and set-up follows where it is required", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: ADMIN, rosa: { totp: true, isRequired: true } });
  await signIn(page, people.rosa);
  await enterCode(page, await codes.next(people.rosa));
  await seen(page, "Home");
  const desk = await otherBrowser();
  await enter(desk, people.ada, {
    at: `/settings/users/${people.rosa.id}`,
    code: await codes.next(people.ada),
  });
  await press(desk, "Reset two-factor");
  const dialog = desk.getByRole("dialog");
  await dialog.getByRole("button", { name: "Reset two-factor", exact: true }).click();
  await expect(dialog.getByText("Say in a few words why.")).toBeVisible();
  await confirm(desk, "Reset two-factor");
  await expect(dialog.getByText(/Every factor of .* was removed/)).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Sign in");
  await signIn(page, people.rosa);
  await seen(page, SETUP);
  expect((await mailOf(page, people.rosa, "Your two-factor authentication was reset")).text).toContain(
    "did this",
  );
});

test("an administrator's own loss: the reset waits, its mailed link cancels it by a press, and a second administrator does it at once", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: ADMIN, bob: ADMIN, zoe: ADMIN });
  const [first, second] = [await otherBrowser(), await otherBrowser()];
  await enter(first, people.ada, {
    at: `/settings/users/${people.zoe.id}`,
    code: await codes.next(people.ada),
  });
  await press(first, "Reset two-factor");
  await confirm(first, "Reset two-factor");
  await expect(
    first.getByRole("dialog").getByText("A second administrator can agree at once."),
  ).toBeVisible();

  const link = linkIn(
    await mailOf(page, people.zoe, "Your two-factor authentication is about"),
    "cancel-reset",
  );
  await page.goto(link);
  await seen(page, "Cancel the reset?");
  expect(
    await sql()`select 1 from delayed_resets where user_id = ${people.zoe.id} and cancelled_at is null`,
  ).toHaveLength(1);
  await press(page, "Cancel the reset");
  await seen(page, "The reset was cancelled");
  await page.goto(link);
  await seen(page, "This link doesn't work any more");

  await first.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await press(first, "Reset two-factor");
  await confirm(first, "Reset two-factor");
  await expect(
    first.getByRole("dialog").getByText("A second administrator can agree at once."),
  ).toBeVisible();
  await enter(second, people.bob, { at: "/settings/requests", code: await codes.next(people.bob) });
  await press(second, "Reset now");
  await expect(second.getByText("The factors were removed")).toBeVisible();
  expect(await sql()`select 1 from credentials where user_id = ${people.zoe.id}`).toHaveLength(0);
});

test("the sole owner's loss: a mailed link, 72 hours with a way to cancel, then in; with a second owner this way is shut", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ olga: { role: "owner", totp: true } });
  await toWaysBack(page, people.olga);
  await press(page, "Mail me a link");
  await expect(page.getByText("Look into your mail.")).toBeVisible();
  await page.goto(linkIn(await mailOf(page, people.olga, "Get back into"), "recovery"));
  await seen(page, "Remove your second factors?");
  await press(page, "Remove them in 72 hours");
  await seen(page, "The time has started");
  await mailOf(page, people.olga, "Your two-factor authentication is about");
  await page.goto("/dashboard");
  await seen(page, "Verify it's you");
  await sql()`update delayed_resets set due_at = now() where user_id = ${people.olga.id}`;
  await expect
    .poll(async () => (await sql()`select 1 from credentials where user_id = ${people.olga.id}`).length)
    .toBe(0);
  await signIn(page, people.olga);
  await seen(page, "Home");

  const two = await workspace({ olga: { role: "owner", totp: true }, otto: { role: "owner", totp: true } });
  await page.context().clearCookies();
  await toWaysBack(page, two.people.olga);
  await expect(page.getByRole("button", { name: "Mail me a link" })).toHaveCount(0);
  await expect(page.getByText("These people can help you")).toBeVisible();
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
