import { sql } from "./browser/rows";
import {
  chooseMethod,
  createPasskey,
  enterCode,
  expect,
  finishSetUp,
  heading,
  signIn,
  signOut,
  test,
} from "./fixtures";
import { DEEP_LINK, VERIFY } from "./set-up";

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
