import { wrongCode } from "./browser/codes";
import { keptOf, sql } from "./browser/rows";
import {
  chooseMethod,
  enterCode,
  expect,
  heading,
  shownSecret,
  signIn,
  signOut,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import { SET_UP } from "./set-up";

const DEEP_LINK = "/settings/two-factor?from=mail&n=1";

test("a required user who is enrolled meets the usual second factor and nothing else", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { isRequired: true, totp: true } });
  const seen: string[] = [];
  page.on("framenavigated", (frame) => seen.push(new URL(frame.url()).pathname));
  await signIn(page, people.arun, { at: DEEP_LINK });
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await enterCode(page, await codes.next(people.arun));
  await expect(page).toHaveURL(DEEP_LINK);
  expect(seen).not.toContain("/setup-mfa");
});
test("ticking Require MFA signs nobody out: it binds at the user's next sign-in", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({
    ada: { role: "administrator", canManage: true, totp: true },
    mina: {},
  });
  await signIn(page, people.mina);
  await expect(page).toHaveURL("/dashboard");
  const admin = await otherBrowser();
  await signIn(admin, people.ada, { at: `/settings/users/${people.mina.id}` });
  await enterCode(admin, await codes.next(people.ada));
  await admin.getByRole("checkbox", { name: "Require MFA" }).check();
  await expect(admin.getByText(`${people.mina.name} is not signed out.`, { exact: false })).toBeVisible();
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await expect(admin.getByText("2FA is enforced, activation pending")).toBeVisible();
  for (const address of ["/dashboard", "/settings/two-factor", "/settings/users"]) {
    await page.goto(address);
    await expect(page).toHaveURL(address);
  }
  await page.goto("/settings/two-factor");
  await expect(
    page.getByText("You will be asked to set it up at your next sign-in.", { exact: false }),
  ).toBeVisible();
  await signOut(page);
  await signIn(page, people.mina);
  await expect(heading(page, SET_UP)).toBeVisible();
  await expect(page.getByText(`Set by ${people.ada.name}`, { exact: false })).toBeVisible();
});
test("an administrator may require it of themselves, and it binds at their own next sign-in", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ noah: { role: "administrator", canManage: true } });
  await signIn(page, people.noah, { at: `/settings/users/${people.noah.id}` });
  await page.getByRole("checkbox", { name: "Require MFA" }).check();
  await expect(
    page.getByText("You are among them: this is your own account. It binds at your next sign-in."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("2FA is enforced, activation pending")).toBeVisible();
  await page.goto("/dashboard");
  await expect(page).toHaveURL("/dashboard");
  await signOut(page);
  await signIn(page, people.noah);
  await expect(heading(page, SET_UP)).toBeVisible();
});
test("unticking the box leaves the factor where it is, and from then on the user may disable it", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({
    ada: { role: "administrator", canManage: true, totp: true },
    arun: { isRequired: true, totp: true },
  });
  await signIn(page, people.arun, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(people.arun));
  const disable = page.getByRole("button", { name: "Disable two-factor authentication" });
  await expect(disable).toBeDisabled();
  await disable.hover();
  await expect(page.getByRole("tooltip")).toHaveText("Required by your administrator");
  const admin = await otherBrowser();
  await signIn(admin, people.ada, { at: `/settings/users/${people.arun.id}` });
  await enterCode(admin, await codes.next(people.ada));
  await admin.getByRole("checkbox", { name: "Require MFA" }).uncheck();
  await expect(admin.getByText("Two-factor authentication stays on", { exact: false })).toBeVisible();
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await expect(admin.getByText("2FA is active (own choice)")).toBeVisible();
  expect(await keptOf(people.arun)).toMatchObject({ factors: ["totp"], isOn: true });
  await page.reload();
  await expect(page.getByText("2FA is active (own choice)")).toBeVisible();
  await expect(disable).toBeEnabled();
  await disable.click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Disable two-factor authentication" })
    .click();
  await expect(page.getByText("2FA is not active")).toBeVisible();
  expect(await keptOf(people.arun)).toMatchObject({ factors: [], isOn: false });
});
test("the last factor of a required user cannot be removed, but can be replaced by one that is proved first", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ arun: { isRequired: true, totp: true } });
  await signIn(page, people.arun, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(people.arun));
  const row = page.getByRole("listitem").filter({ hasText: "Authenticator app" });
  await expect(row.getByRole("button", { name: "Remove" })).toBeDisabled();
  await row.getByRole("button", { name: "Remove" }).hover();
  await expect(page.getByRole("tooltip")).toContainText("Replace it, or add another first.");
  const [before] = await sql()`select id from credentials where user_id = ${people.arun.id}`;
  await row.getByRole("button", { name: "Replace" }).click();
  await expect(heading(page, "Replace Authenticator app")).toBeVisible();
  await chooseMethod(page, "Authenticator app");
  const secret = await shownSecret(page);
  await enterCode(page, wrongCode(secret));
  await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  expect(await sql()`select id from credentials where user_id = ${people.arun.id}`).toEqual([before]);
  await enterCode(page, await codes.next(people.arun, secret));
  await storeRecoveryCodes(page);
  await expect(page.getByText("The factor was replaced")).toBeVisible();
  const after = await sql()`select id from credentials where user_id = ${people.arun.id}`;
  expect(after).toHaveLength(1);
  expect(after[0]?.id).not.toBe(before?.id);
  await signOut(page);
  await signIn(page, people.arun);
  await enterCode(page, await codes.next(people.arun));
  await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  await enterCode(page, await codes.next(people.arun, secret));
  await expect(page).toHaveURL("/dashboard");
});
