import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { keptOf, sql } from "./browser/rows";
import { auditOf, linkIn, mailedTo, mailOf } from "./browser/trail";
import { enterCode, enterPassword, expect, heading, inbox, signIn, test } from "./fixtures";
import { PASSWORD } from "./people";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const OTHER_PASSWORD = "another harbour, other lanterns";

type SignUp = { workspace: string; name: string; email: string; password: string };

/** Nobody's yet: an address and a workspace of the test's own. */
function someone(): SignUp {
  const mark = randomBytes(5).toString("hex");
  return {
    workspace: `Bakery ${mark}`,
    name: "Nell Baker",
    email: `nell@${mark}.example`,
    password: PASSWORD,
  };
}

async function signUp(page: Page, { workspace, name, email, password }: SignUp): Promise<void> {
  await page.goto("/sign-up");
  await page.getByRole("textbox", { name: "Workspace" }).fill(workspace);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Create workspace");
}

async function askForReset(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(heading(page, "Forgot your password?")).toBeVisible();
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await press(page, "Send link");
  await expect(heading(page, "Check your mail")).toBeFocused();
}

async function choosePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await press(page, "Save new password");
}

test.describe("signing up", () => {
  test("a workspace is created with its owner once the address is confirmed, and not before", async ({
    page,
  }) => {
    const nell = someone();
    await signUp(page, nell);
    await expect(heading(page, "Check your mail")).toBeVisible();
    await expect(page.getByText(nell.email)).toBeVisible();
    await signIn(page, nell);
    await expect(page.getByText(/^Confirm your address first/)).toBeVisible();

    const link = linkIn(await mailOf(page, nell, "Confirm your address for"), "verify-email");
    await page.goto(link);
    await expect(heading(page, "Confirm your address")).toBeVisible();
    const confirmed = () => sql()`select 1 from users where email = ${nell.email}
      and email_verified_at is not null`;
    expect(await confirmed()).toHaveLength(0);
    await press(page, "Confirm address");
    await expect(heading(page, "Your address is confirmed")).toBeVisible();
    expect(await confirmed()).toHaveLength(1);
    await page.getByRole("link", { name: "Go to sign-in" }).click();
    await enterPassword(page, nell);
    await expect(heading(page, "Home")).toBeVisible();
    await expect(page.getByText(`Nell Baker, you are signed in to ${nell.workspace}.`)).toBeVisible();
    await expect(page.getByRole("link", { name: "Enable two-factor authentication" })).toBeVisible();
    await page.goto("/settings/users");
    await expect(page.getByText("Only you so far")).toBeVisible();

    await page.goto(link);
    await press(page, "Confirm address");
    await expect(heading(page, "This link doesn't work any more")).toBeVisible();
  });

  test("A16 an address that is taken gets the same screen; its owner is told by mail, and nothing is created", async ({
    page,
    workspace,
  }) => {
    const { people } = await workspace({ una: {} });
    const second = { ...someone(), email: people.una.email };
    await signUp(page, second);
    await expect(heading(page, "Check your mail")).toBeVisible();
    await expect(page.getByText(`We sent a mail to ${second.email}.`)).toBeVisible();
    expect(await mailedTo(page, people.una)).toEqual(["You have an account already"]);
    expect(await sql()`select 1 from workspaces where name = ${second.workspace}`).toHaveLength(0);
    await signIn(page, people.una);
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("what is wrong is said at its field, and nothing typed is lost", async ({ page }) => {
    const nell = someone();
    await signUp(page, { ...nell, password: "short" });
    const password = page.getByLabel("Password", { exact: true });
    await expect(password).toHaveAccessibleDescription(
      "Use at least 15 characters. Several words work well.",
    );
    await expect(page.getByRole("textbox", { name: "Workspace" })).toHaveValue(nell.workspace);
    await page.getByRole("textbox", { name: "Email" }).fill("nell at home");
    await password.fill(PASSWORD);
    await press(page, "Create workspace");
    await expect(page.getByRole("textbox", { name: "Email" })).toHaveAccessibleDescription(
      "Type an email address, such as name@example.com.",
    );
    await expect(page.getByRole("textbox", { name: "Email" })).toBeFocused();
    await page.getByRole("textbox", { name: "Your name" }).fill("");
    await press(page, "Create workspace");
    await expect(page.getByRole("textbox", { name: "Your name" })).toBeFocused();
    await expect(password).toHaveValue(PASSWORD);
    expect(await inbox(page, nell)).toEqual([]);
  });
});

test.describe("a forgotten password", () => {
  test("A16 the words are the same whether there is an account or not", async ({ page, workspace }) => {
    const { people } = await workspace({ una: {}, ivo: { isInvited: true }, bea: { isBlocked: true } });
    const words: string[] = [];
    for (const email of [people.una.email, someone().email, people.ivo.email, people.bea.email]) {
      await askForReset(page, email);
      words.push(((await page.getByRole("main").textContent()) ?? "").replaceAll(email, "…"));
    }
    expect(new Set(words).size).toBe(1);
    expect(await mailedTo(page, people.una)).toEqual(["Choose a new password"]);
    expect(await mailedTo(page, people.ivo)).toEqual([]);
    expect(await mailedTo(page, people.bea)).toEqual([]);
  });

  test("A54 A56 a reset works once, ends every session, gives none, and leaves the second factor on", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({ una: { totp: true } });
    const open = await otherBrowser();
    await signIn(open, people.una);
    await enterCode(open, await codes.next(people.una));
    await expect(heading(open, "Home")).toBeVisible();

    await askForReset(page, people.una.email);
    const link = linkIn(await mailOf(page, people.una, "Choose a new password"), "reset-password");
    const opened = await page.goto(link);
    expect(opened?.headers()["referrer-policy"]).toBe("no-referrer");
    await expect(heading(page, "Choose a new password")).toBeVisible();
    await choosePassword(page, "short");
    await expect(page.getByLabel("New password", { exact: true })).toHaveAccessibleDescription(
      "Use at least 15 characters. Several words work well.",
    );
    await choosePassword(page, OTHER_PASSWORD);
    await expect(heading(page, "Your password is changed")).toBeVisible();
    expect(await keptOf(people.una)).toMatchObject({ factors: ["totp"], sessions: 0, isOn: true });
    expect(await page.context().cookies()).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ name: "next-auth.session-token" })]),
    );
    await open.reload();
    await expect(heading(open, "Sign in")).toBeVisible();

    await page.goto("/dashboard");
    await expect(heading(page, "Sign in")).toBeVisible();
    await enterPassword(page, people.una);
    await expect(page.getByText(/^That email and password don't match\./)).toBeVisible();
    await enterPassword(page, people.una, OTHER_PASSWORD);
    await expect(heading(page, "Verify it's you")).toBeVisible();
    await enterCode(page, await codes.next(people.una));
    await expect(heading(page, "Home")).toBeVisible();

    await page.goto(link);
    await expect(heading(page, "This link doesn't work any more")).toBeVisible();
    await expect(page.getByRole("link", { name: "Ask for a new link" })).toBeVisible();
    expect(await mailedTo(page, people.una)).toEqual([
      "Choose a new password",
      "Your password was changed",
      "New sign-in on a new browser",
    ]);
    expect(await auditOf(people.una)).toEqual(
      expect.arrayContaining(["password.reset_requested", "password.changed"]),
    );
  });

  test("A56 a newer link leaves the earlier one alive, one that was used ends both, and an expired one is dead", async ({
    page,
    workspace,
  }) => {
    const { people } = await workspace({ una: {} });
    await askForReset(page, people.una.email);
    const old = linkIn(await mailOf(page, people.una, "Choose a new password"), "reset-password");
    await askForReset(page, people.una.email);
    const fresh = linkIn(await mailOf(page, people.una, "Choose a new password"), "reset-password");
    await page.goto(old);
    await choosePassword(page, OTHER_PASSWORD);
    await expect(heading(page, "Your password is changed")).toBeVisible();
    await page.goto(fresh);
    await expect(heading(page, "This link doesn't work any more")).toBeVisible();
    await askForReset(page, people.una.email);
    await page.goto(linkIn(await mailOf(page, people.una, "Choose a new password"), "reset-password"));
    await expect(heading(page, "Choose a new password")).toBeVisible();
    await sql()`update tokens set expires_at = now() - interval '1 second' where user_id = ${people.una.id}`;
    await choosePassword(page, OTHER_PASSWORD);
    await expect(heading(page, "This link doesn't work any more")).toBeVisible();
    await page.getByRole("link", { name: "Ask for a new link" }).click();
    await expect(heading(page, "Forgot your password?")).toBeVisible();
    await signIn(page, people.una, { password: OTHER_PASSWORD });
    await expect(heading(page, "Home")).toBeVisible();
  });

  test("a required user without a factor resets, signs in and meets set-up all the same", async ({
    page,
    workspace,
  }) => {
    const { people } = await workspace({ rob: { isRequired: true } });
    await askForReset(page, people.rob.email);
    await page.goto(linkIn(await mailOf(page, people.rob, "Choose a new password"), "reset-password"));
    await choosePassword(page, OTHER_PASSWORD);
    await page.getByRole("link", { name: "Sign in" }).click();
    await enterPassword(page, people.rob, OTHER_PASSWORD);
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  });
});
