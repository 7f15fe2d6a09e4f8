import type { Page } from "@playwright/test";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  expect,
  finishSetUp,
  heading,
  setUpApp,
  signIn,
  test,
} from "./fixtures";

// Contract §2, row by row. The accounts are shared with nobody else: each is signed in to in one test alone.

const DEMO = { password: "sallyport-demo-2026" };
const at = (name: string) => ({ email: `${name}@acme.example` });
const SET_UP = "Set up two-factor authentication";
const shield = (page: Page, sentence: string) => expect(page.getByText(sentence).first()).toBeVisible();

async function expectHome(page: Page): Promise<void> {
  await expect(page).toHaveURL("/dashboard");
  await expect(heading(page, "Home")).toBeVisible();
}

test("owner@ has an app by own choice, and sees fifty people of Acme in all five states", async ({
  page,
  codes,
}) => {
  await signIn(page, at("owner"), DEMO);
  await enterCode(page, await codes.next(at("owner")));
  await expectHome(page);
  await shield(page, "2FA is active (own choice)");
  await expect(page.getByText("50 people belong to Acme.")).toBeVisible();
  for (const status of ["active", "pending", "chosen", "exempt", "inactive"]) {
    await page.goto(`/settings/users?status=${status}`);
    await expect(page.getByRole("table").getByRole("row").nth(2), `two who are ${status}`).toBeVisible();
  }
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("button", { name: "Disable two-factor authentication" })).toBeEnabled();
});

test("admin@ has an app because it is required, and may change what is required of others", async ({
  page,
  codes,
}) => {
  await signIn(page, at("admin"), DEMO);
  await enterCode(page, await codes.next(at("admin")));
  await expectHome(page);
  await shield(page, "2FA is active and enforced");
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("button", { name: "Disable two-factor authentication" })).toBeDisabled();
  await page.goto("/settings/users?text=Mina%20Park");
  await page.getByRole("link", { name: "Mina Park" }).click();
  await expect(page.getByRole("checkbox", { name: "Require MFA" })).toBeEnabled();
});

test("nomfa-admin@ has no factor and needs none, and may require it of others", async ({ page }) => {
  await signIn(page, at("nomfa-admin"), DEMO);
  await expectHome(page);
  await shield(page, "2FA is not active");
  await page.goto("/settings/users?text=Mina%20Park");
  await page.getByRole("link", { name: "Mina Park" }).click();
  await expect(page.getByRole("checkbox", { name: "Require MFA" })).toBeEnabled();
});

test("member@ has no factor and needs none, and can change nobody's rules", async ({ page }) => {
  await signIn(page, at("member"), DEMO);
  await expectHome(page);
  await shield(page, "2FA is not active");
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("button", { name: "Enable two-factor authentication" })).toBeEnabled();
  await page.goto("/settings/users?text=Arun%20Mehta");
  await page.getByRole("link", { name: "Arun Mehta" }).click();
  await expect(page.getByRole("checkbox", { name: "Require MFA" })).toBeDisabled();
});

test("required@ meets set-up, without a way around", async ({ page, codes }) => {
  await signIn(page, at("required"), DEMO);
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText("Set by Ada Byron", { exact: false })).toBeVisible();
  await page.goto("/dashboard");
  await expect(heading(page, SET_UP)).toBeVisible();
  await setUpApp(page, codes, at("required"));
  await expectHome(page);
  await shield(page, "2FA is active and enforced");
});

test("active@ has an app, required, and cannot disable it", async ({ page, codes }) => {
  await signIn(page, at("active"), DEMO);
  await enterCode(page, await codes.next(at("active")));
  await expectHome(page);
  await shield(page, "2FA is active and enforced");
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("button", { name: "Disable two-factor authentication" })).toBeDisabled();
});

test("chosen@ has an app by own choice, and may disable it", async ({ page, codes }) => {
  await signIn(page, at("chosen"), DEMO);
  await enterCode(page, await codes.next(at("chosen")));
  await expectHome(page);
  await shield(page, "2FA is active (own choice)");
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("button", { name: "Disable two-factor authentication" })).toBeEnabled();
});

test("exempt@ is let in without a factor, with the reason and the date on screen", async ({ page }) => {
  await signIn(page, at("exempt"), DEMO);
  await expectHome(page);
  await expect(
    page.getByText(/^Exempt from 2FA until .+: Hardware key is on its way$/).first(),
  ).toBeVisible();
});

test("privileged@ meets set-up with nothing but a passkey to choose", async ({ page, authenticator }) => {
  await authenticator(page);
  await signIn(page, at("privileged"), DEMO);
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText(/Privileged/).first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(1);
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expectHome(page);
  await shield(page, "2FA is active and enforced");
});

test("upgrade@ proves the app, then meets set-up for a passkey, and keeps the app", async ({
  page,
  authenticator,
  codes,
}) => {
  await authenticator(page);
  await signIn(page, at("upgrade"), DEMO);
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await enterCode(page, await codes.next(at("upgrade")));
  await expect(heading(page, SET_UP)).toBeVisible();
  await chooseMethod(page, "Passkey");
  await createPasskey(page);
  await finishSetUp(page);
  await expectHome(page);
  await page.goto("/settings/two-factor");
  await expect(page.getByRole("listitem").filter({ hasText: "Authenticator app" })).toBeVisible();
  await shield(page, "2FA is active and enforced");
});

test("owner@globex and member@globex are in a workspace of their own", async ({ page, otherBrowser }) => {
  await signIn(page, { email: "owner@globex.example" }, DEMO);
  await expectHome(page);
  await page.goto("/settings/users");
  await expect(page.getByRole("link", { name: "Gustav Ek" })).toBeVisible();
  await expect(page.getByText("Ada Byron")).toHaveCount(0);
  const member = await otherBrowser();
  await signIn(member, { email: "member@globex.example" }, DEMO);
  await expectHome(member);
});

test("mail of the demo is read at /dev/inbox, by anybody at this machine", async ({ page }) => {
  await page.goto("/dev/inbox");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const answer = await page.request.get("/dev/inbox.json");
  expect(Array.isArray(await answer.json())).toBe(true);
});
