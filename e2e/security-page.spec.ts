import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { lastAudit, mailedTo } from "./browser/trail";
import { awake, enter, expect, heading, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const AT = "/settings/security";
const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });
const method = (page: Page, name: string) => page.getByRole("switch", { name, exact: true });
const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });

async function open(page: Page, person: Person, code?: string): Promise<void> {
  await enter(page, person, { at: AT, code });
  await expect(heading(page, "Security")).toBeVisible();
  await awake(page);
}

const kept = async (id: string) =>
  (
    await sql()`select methods, sms_countries as countries, sms_daily_cap as cap, recovery_codes_on as codes
    from workspaces where workspace_id = ${id}`
  )[0];

test("an administrator switches text messages on, for two countries and fifty a day", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS, olga: { role: "owner" } });
  await open(page, people.boss, await codes.next(people.boss));
  await expect(save(page)).toBeDisabled();
  await method(page, "Text message (SMS)").click();
  await page.getByRole("radio", { name: "Chosen countries" }).check();
  for (const [text, country] of [
    ["austr", "Austria"],
    ["de", "Germany"],
  ] as const) {
    await page.getByRole("searchbox", { name: "Search countries" }).fill(text);
    await page.getByRole("checkbox", { name: country, exact: true }).check();
  }
  await expect(page.getByText("2 countries chosen")).toBeVisible();
  await page.getByRole("spinbutton", { name: "Text messages per day" }).fill("50");
  await save(page).click();
  await expect(green(page, "Settings saved")).toBeVisible();
  expect(await kept(id)).toMatchObject({
    methods: ["passkey", "totp", "sms"],
    countries: ["AT", "DE"],
    cap: 50,
  });
  await page.reload();
  await expect(method(page, "Text message (SMS)")).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Germany", exact: true })).toBeChecked();
  await expect(mailedTo(page, people.olga)).resolves.toContainEqual(
    expect.stringMatching(/^The security settings were changed/),
  );
});

test("switching off what people hold is asked first, and A49 taking passkeys away is warned of", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace(
    { boss: BOSS, rob: { totp: true, isRequired: true }, cleo: { totp: true } },
    { smsCountries: ["DE"] },
  );
  // nobody has a policy that accepts passkeys alone
  await sql()`delete from policies where workspace_id = ${id} and name = 'Privileged'`;
  await open(page, people.boss, await codes.next(people.boss));
  await method(page, "Authenticator app").click();
  await save(page).click();
  const dialog = page.getByRole("alertdialog", { name: "Save these settings?" });
  await expect(dialog.getByText("3 people hold no other method")).toBeVisible();
  await expect(dialog.getByText("1 person is required to have one")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await kept(id)).toMatchObject({ methods: ["passkey", "totp", "sms"] });
  await method(page, "Authenticator app").click();
  await method(page, "Passkey").click();
  await save(page).click();
  await expect(dialog.getByText("nothing that is left resists phishing")).toBeVisible();
  await expect(dialog.getByText("Nobody has to set up another method.")).toBeVisible();
});

test("a policy that would accept nothing is named, and nothing is saved", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS });
  await open(page, people.boss, await codes.next(people.boss));
  await method(page, "Passkey").click();
  await save(page).click();
  await expect(page.getByText("The policy Privileged would accept no method at all.")).toBeVisible();
  expect(await kept(id)).toMatchObject({ methods: ["passkey", "totp"] });
});

test("recovery codes are switched off and on", async ({ page, workspace, codes }) => {
  const { id, people } = await workspace({ boss: BOSS });
  await open(page, people.boss, await codes.next(people.boss));
  await method(page, "Recovery codes").click();
  await save(page).click();
  await expect(green(page, "Settings saved")).toBeVisible();
  expect(await kept(id)).toMatchObject({ codes: false });
  await method(page, "Recovery codes").click();
  await save(page).click();
  await expect.poll(() => kept(id)).toMatchObject({ codes: true });
});

test("whoever may not change it sees everything, disabled, with the reason", async ({ page, workspace }) => {
  const { people } = await workspace({ mia: {} });
  await open(page, people.mia);
  const reason = "Only people with the right “Manage user rights” can change this.";
  await expect(page.getByText(reason).first()).toBeVisible();
  for (const name of ["Passkey", "Authenticator app", "Text message (SMS)", "Recovery codes"]) {
    await expect(method(page, name)).toBeDisabled();
    await expect(method(page, name)).toHaveAccessibleDescription(new RegExp(reason));
  }
  await expect(save(page)).toBeDisabled();
  await expect(page.getByRole("radio", { name: "All countries" })).toBeDisabled();
  await expect(page.getByRole("spinbutton", { name: "Text messages per day" })).toBeDisabled();
});

test("an administrator unlocks somebody whose app was stopped", async ({ page, workspace, codes }) => {
  const { id, people } = await workspace({ boss: BOSS, tom: { totp: true, name: "Tom Stopped" }, ina: {} });
  await sql()`insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
    values (${id}, ${people.tom.id}, 'totp', 100, now())`;
  await enter(page, people.boss, {
    at: `/settings/users/${people.tom.id}`,
    code: await codes.next(people.boss),
  });
  await expect(page.getByText("Authenticator app: stopped after 100 wrong codes")).toBeVisible();
  const unlock = page.getByRole("button", { name: "Unlock", exact: true });
  await unlock.click();
  await expect(green(page, "Tom Stopped can sign in again without waiting")).toBeVisible();
  await expect(page.getByText("Authenticator app: stopped")).toHaveCount(0);
  await expect(unlock).toBeDisabled();
  await unlock.hover();
  await expect(page.getByRole("tooltip")).toHaveText("Nothing is locked.");
  expect(await lastAudit(people.tom, "user.unlocked")).toMatchObject({ actorId: people.boss.id });
  expect(await sql()`select 1 from factor_failures where user_id = ${people.tom.id}`).toEqual([]);
});
