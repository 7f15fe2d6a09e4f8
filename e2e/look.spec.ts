// One file: every screen goes through the same looks at each width.
import type { Page } from "@playwright/test";
import { database } from "../lib/db/client";
import { issueToken } from "../lib/identity/tokens/service";
import { complaintsOf, expectGoodLook, expectNoFindings, tabTo, WIDTHS, type Width } from "./browser/look";
import { keptOf, sql } from "./browser/rows";
import { linkIn, mailOf } from "./browser/trail";
import {
  chooseMethod,
  enter,
  enterCode,
  expect,
  heading,
  shownSecret,
  signIn,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import { PASSWORD, type PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;
const LONG = "Maximiliane-Alexandrina von und zu Habichtsburg-Wolfenbüttel-Oldenstein";
const SETUP = "Set up two-factor authentication";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

for (const width of Object.keys(WIDTHS) as Width[]) {
  test.describe(`at ${WIDTHS[width].width} pixels`, () => {
    test.use({ viewport: WIDTHS[width] });
    let complaints: string[] = [];
    test.beforeEach(({ page }) => {
      complaints = complaintsOf(page);
    });
    test.afterEach(() => {
      expect(complaints).toEqual([]);
    });

    test("every screen before the sign-in holds its look", async ({ page }) => {
      test.slow();
      const screens: [string, string][] = [
        ["/sign-in", "Sign in"],
        ["/sign-up", "Create a workspace"],
        ["/forgot-password", "Forgot your password?"],
        ["/help/two-factor", "Two-factor authentication"],
        ["/approve", "Approve sign-ins"],
        ["/pair/nothing", "This address does not work any more"],
        ["/invite/nothing", "This invitation doesn't work any more"],
        ["/reset-password/nothing", "This link doesn't work any more"],
        ["/verify-email/nothing", "Confirm your address"],
      ];
      for (const [address, title] of screens) {
        await page.goto(address);
        await expectGoodLook(page, title);
      }
      await page.goto("/sign-in");
      await press(page, "Sign in");
      await expect(page.getByText("Type your email address.")).toBeVisible();
      await expectGoodLook(page, "Sign in");
    });

    test("the demo's inbox holds its look", async ({ page, workspace }) => {
      const { people } = await workspace({ una: { name: LONG } });
      await page.goto("/forgot-password");
      await page.getByRole("textbox", { name: "Email" }).fill(people.una.email);
      await press(page, "Send link");
      await expect(heading(page, "Check your mail")).toBeVisible();
      await page.goto("/dev/inbox");
      await expect(page.getByText(`To ${people.una.email}`)).toBeVisible();
      // Other tests' mails are many, and look no different.
      await page.getByRole("listitem").evaluateAll((items) => {
        for (const item of items.slice(5)) item.remove();
      });
      await expectGoodLook(page, "Demo inbox");
    });

    test("what mailed links open holds its look", async ({ page, workspace }) => {
      test.slow();
      const { id, name, people } = await workspace({
        una: { name: LONG },
        ivo: { isInvited: true, name: LONG },
      });
      await page.goto("/forgot-password");
      await page.getByRole("textbox", { name: "Email" }).fill(people.una.email);
      await press(page, "Send link");
      await expectGoodLook(page, "Check your mail");
      await page.goto(linkIn(await mailOf(page, people.una, "Choose a new password"), "reset-password"));
      await expectGoodLook(page, "Choose a new password");
      await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
      await press(page, "Save new password");
      await expectGoodLook(page, "Your password is changed");

      const owner = { workspaceId: id, userId: people.ivo.id, createdBy: null };
      await page.goto(`/invite/${await issueToken(database(), { ...owner, kind: "invitation" })}`);
      await expectGoodLook(page, `Join ${name}`);
    });

    test("every step of the second step and of the set-up holds its look", async ({
      page,
      workspace,
      codes,
    }) => {
      test.slow();
      const { people } = await workspace({
        rob: { isRequired: true },
        gil: { isInGrace: true },
        tom: { totp: true },
      });
      await signIn(page, people.tom);
      await expectGoodLook(page, "Verify it's you");
      await press(page, "Sign out");
      await expect(heading(page, "Sign in")).toBeVisible();

      await signIn(page, people.gil);
      await expect(page.getByRole("button", { name: "Later" })).toBeVisible();
      await expectGoodLook(page, SETUP);
      await press(page, "Sign out");
      await expect(heading(page, "Sign in")).toBeVisible();

      await signIn(page, people.rob);
      await expectGoodLook(page, SETUP);
      await chooseMethod(page, "Passkey");
      await expectGoodLook(page, "Create a passkey");
      await press(page, "Choose another method");
      await chooseMethod(page, "Authenticator app");
      const secret = await shownSecret(page);
      await expectGoodLook(page, "Scan the QR code");
      await enterCode(page, await codes.next(people.rob, secret));
      await expect(page.getByRole("list", { name: "Recovery codes" })).toBeVisible();
      await expectGoodLook(page, "Save your recovery codes");
      await storeRecoveryCodes(page);
      await expectGoodLook(page, "Two-factor authentication is on");
    });

    test("every screen of one's own holds its look, with a long name and every state", async ({
      page,
      workspace,
      codes,
    }) => {
      test.slow();
      const { people } = await workspace({ max: { name: LONG }, boss: BOSS });
      await sql()`update users set required_since = now(), required_by = ${people.max.id} where id = ${people.boss.id}`;
      await enter(page, people.max);
      await expectGoodLook(page, "Home");
      await page.goto("/settings/two-factor");
      await expectGoodLook(page, "Two-factor authentication");
      await press(page, "Why am I asked?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectDialogFits(page);
      await page.keyboard.press("Escape");
      await page.goto("/settings/sessions");
      await expectGoodLook(page, "Sessions");
      await page.goto("/settings/two-factor");
      await press(page, "Enable two-factor authentication");
      await expectGoodLook(page, SETUP);
      await page.goto("/settings/nothing-of-the-kind");
      await expectGoodLook(page, "This page does not exist");
      await page.context().clearCookies();

      await enter(page, people.boss, { at: "/settings/two-factor", code: await codes.next(people.boss) });
      await expectGoodLook(page, "Two-factor authentication");
      await press(page, "Add another");
      await expectGoodLook(page, "Add a factor");
      await press(page, "Cancel");
      await press(page, "Rename");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectDialogFits(page);
    });

    test("the ways back and the requests for help hold their look", async ({ page, workspace, codes }) => {
      test.slow();
      const { people } = await workspace({ boss: BOSS, tom: { totp: true, name: LONG } });
      await signIn(page, people.tom);
      await page.getByRole("link", { name: "Can't use any of these?" }).click();
      await expectGoodLook(page, "Can't use any of these?");
      await page.getByRole("textbox", { name: "What happened?" }).fill("My phone is at the bottom of a lake");
      await press(page, "Ask for help");
      await expect(page.getByText(/Your request was sent/)).toBeVisible();
      await expectGoodLook(page, "Can't use any of these?");
      await page.getByRole("link", { name: "Enter an access pass" }).click();
      await expectGoodLook(page, "Access pass");
      for (const [address, title] of [
        ["/recovery/nothing", "This link doesn't work any more"],
        ["/not-me/nothing", "This link was used or is too old"],
      ] as const) {
        await page.context().clearCookies();
        await page.goto(address);
        await expectGoodLook(page, title);
      }
      await enter(page, people.boss, { at: "/settings/requests", code: await codes.next(people.boss) });
      await expectGoodLook(page, "Help requests");
      await press(page, "Issue access pass");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectDialogFits(page);
    });

    test("the Users page, a user's page, the panel and the invitation hold their look", async ({
      page,
      workspace,
      codes,
    }) => {
      test.slow();
      const { people } = await workspace({
        boss: BOSS,
        max: { name: LONG, isRequired: true },
        ada: { totp: true, isRequired: true },
        cleo: { totp: true },
        exa: { isRequired: true, exemptDays: 30 },
        ivo: { isInvited: true },
        bea: { isBlocked: true },
      });
      await enter(page, people.boss, { at: "/settings/users", code: await codes.next(people.boss) });
      await expectGoodLook(page, "Users");
      await page.getByRole("link", { name: LONG }).click();
      await expect(page.getByRole("dialog", { name: LONG })).toBeVisible();
      await expectDialogFits(page);
      for (const { id, name } of [people.max, people.ivo, people.bea, people.exa]) {
        await page.goto(`/settings/users/${id}`);
        await expectGoodLook(page, name);
      }
      await page.goto("/settings/security");
      await expectGoodLook(page, "Security");
      await page.getByRole("radio", { name: "Chosen countries" }).check();
      await page.getByRole("searchbox", { name: "Search countries" }).fill("land");
      await expectGoodLook(page, "Security");
      await page.getByRole("switch", { name: "Passkey" }).click();
      await press(page, "Save");
      await expect(page.getByText("would accept no method at all")).toBeVisible();
      await expectGoodLook(page, "Security");
      await page.goto("/settings/users?text=nobody+at+all");
      await expect(page.getByText("Nobody matches")).toBeVisible();
      await expectGoodLook(page, "Users");
      await press(page, "Invite user");
      await expect(page.getByRole("dialog", { name: "Invite user" })).toBeVisible();
      await expectDialogFits(page);
    });

    test("signing in and setting up an app goes by keyboard alone, and every stop shows the focus", async ({
      page,
      workspace,
      codes,
    }) => {
      const { people } = await workspace({ rob: { isRequired: true } });
      await page.goto("/dashboard");
      await expect(page.getByRole("textbox", { name: "Email" })).toBeFocused();
      await page.keyboard.type(people.rob.email);
      await page.keyboard.press("Tab");
      await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press("Enter");

      await expect(heading(page, SETUP)).toBeVisible();
      await tabTo(page, page.getByRole("button", { name: /^Authenticator app/ }));
      await page.keyboard.press("Enter");
      const secret = await shownSecret(page);
      await tabTo(page, page.getByRole("textbox", { name: "6-digit code" }));
      await page.keyboard.type(await codes.next(people.rob, secret));
      await page.keyboard.press("Enter");
      await tabTo(page, page.getByLabel("I have stored my recovery codes somewhere safe"));
      await page.keyboard.press("Space");
      await tabTo(page, page.getByRole("button", { name: "Continue" }));
      await page.keyboard.press("Enter");
      await expect(heading(page, "Two-factor authentication is on")).toBeFocused();
      await tabTo(page, page.getByRole("button", { name: "Continue" }));
      await page.keyboard.press("Enter");
      await expect(heading(page, "Home")).toBeVisible();
      expect(await keptOf(people.rob)).toMatchObject({ factors: ["totp"], isOn: true });
    });

    test("an administrator requires 2FA of a user by keyboard alone", async ({ page, workspace, codes }) => {
      const { people } = await workspace({ boss: BOSS, cara: { name: "Cara Moss" } });
      await signIn(page, people.boss);
      await expect(page.getByRole("textbox", { name: "6-digit code" })).toBeFocused();
      await page.keyboard.type(await codes.next(people.boss));
      await page.keyboard.press("Enter");
      await expect(heading(page, "Home")).toBeVisible();
      if (width === "phone") {
        await tabTo(page, page.getByRole("button", { name: "Menu" }));
        await page.keyboard.press("Enter");
      } else {
        await page.keyboard.press("Tab");
        await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
      }
      await tabTo(page, page.getByRole("link", { name: "Users", exact: true }));
      await page.keyboard.press("Enter");
      await expect(heading(page, "Users")).toBeVisible();
      const link = page.getByRole("link", { name: "Cara Moss" });
      await tabTo(page, link);
      await page.keyboard.press("Enter");
      const panel = page.getByRole("dialog", { name: "Cara Moss" });
      await tabTo(page, panel.getByRole("checkbox", { name: "Require MFA" }));
      await page.keyboard.press("Space");
      await tabTo(page, panel.getByRole("button", { name: "Save" }));
      await page.keyboard.press("Enter");
      await expect(panel.getByText("2FA is enforced, activation pending", { exact: true })).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(panel).toBeHidden();
      await expect(link).toBeFocused();
      expect(
        await sql()`select 1 from users where id = ${people.cara.id} and required_since is not null`,
      ).toHaveLength(1);
    });
  });
}

/** An open dialog or panel: on screen as a whole, nothing to scroll sideways for, and without findings of axe. */
async function expectDialogFits(page: Page): Promise<void> {
  const open = page.getByRole("dialog");
  await expect(open).toHaveCount(1);
  const fits = await open.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    return { isInside, sideways: element.scrollWidth > element.clientWidth };
  });
  expect(fits).toEqual({ isInside: true, sideways: false });
  await expectNoFindings(page, "the open dialog");
}
