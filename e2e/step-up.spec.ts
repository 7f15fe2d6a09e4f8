import type { Page } from "@playwright/test";
import { ageSessions, sql } from "./browser/rows";
import { auditOf } from "./browser/trail";
import { awake, dismiss, enter, enterCode, expect, heading, test } from "./fixtures";
import type { Person } from "./people";
import { green, reload, stepUp } from "./step-up";
import { BOSS, press } from "./users";

const nameOf = async ({ id }: Person) => (await sql()`select name from users where id = ${id}`)[0]?.name;
const isRequired = async ({ id }: Person) =>
  (await sql()`select required_since from users where id = ${id}`)[0]?.required_since !== null;
const nameBox = (page: Page) =>
  page.getByRole("region", { name: "Name" }).getByRole("textbox", { name: "Name" });
const saveName = (page: Page) => press(page.getByRole("region", { name: "Name" }), "Save name");

async function openProfile(page: Page, person: Person, code: string): Promise<void> {
  await enter(page, person, { at: "/settings/profile", code });
  await expect(heading(page, "Profile")).toBeVisible();
  await awake(page);
}

test("the step-up asks in place, and a reload keeps what was typed and goes on with it", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ una: { totp: true, name: "Una" } });
  await openProfile(page, people.una, await codes.next(people.una));
  await ageSessions(people.una, 6);
  await nameBox(page).fill("Una Lind");
  await saveName(page);
  await expect(stepUp(page)).toBeVisible();
  await reload(page);
  await expect(stepUp(page)).toBeVisible();
  expect(await nameOf(people.una)).toBe("Una");
  await enterCode(page, await codes.next(people.una));
  await expect(stepUp(page)).toBeHidden();
  await expect(nameBox(page)).toHaveValue("Una Lind");
  await expect.poll(() => nameOf(people.una)).toBe("Una Lind");
  expect((await auditOf(people.una)).filter((entry) => entry === "name.changed")).toHaveLength(1);
});

test("declining changes nothing and keeps the input, after a reload too; a later visit does not go on by itself", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ una: { totp: true, name: "Una" } });
  await openProfile(page, people.una, await codes.next(people.una));
  await ageSessions(people.una, 6);
  await nameBox(page).fill("Una Lind");
  await saveName(page);
  await expect(stepUp(page)).toBeVisible();
  await reload(page);
  await expect(stepUp(page)).toBeVisible();
  await dismiss(stepUp(page));
  await expect(nameBox(page)).toHaveValue("Una Lind");
  expect(await nameOf(people.una)).toBe("Una");
  expect(await auditOf(people.una)).not.toContain("name.changed");

  await saveName(page);
  await expect(stepUp(page)).toBeVisible();
  await page.goto("/dashboard");
  await page.goto("/settings/profile");
  await awake(page);
  await expect(nameBox(page)).toHaveValue("Una");
  await expect(stepUp(page)).toBeHidden();
});

test("a proof in one tab is a proof in the other: both go on, each with its own", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS, other: { name: "Olaf Other" } });
  await openProfile(page, people.boss, await codes.next(people.boss));
  const second = await context.newPage();
  await second.goto(`/settings/users/${people.other.id}`);
  const box = second.getByRole("checkbox", { name: "Require MFA" });
  await expect(box).toBeEnabled();
  await awake(second);
  await ageSessions(people.boss, 6);
  await nameBox(page).fill("Zoe Chief");
  await saveName(page);
  await expect(stepUp(page)).toBeVisible();
  await box.check();
  await press(second, "Save");
  await expect(stepUp(second)).toBeVisible();
  await enterCode(second, await codes.next(people.boss));
  await expect(stepUp(second)).toBeHidden();
  await expect(stepUp(page)).toBeHidden();
  await expect.poll(() => isRequired(people.other)).toBe(true);
  await expect.poll(() => nameOf(people.boss)).toBe("Zoe Chief");
});

test("an administrator's change of somebody's rights is kept through a reload of the step-up", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS, other: { name: "Olaf Other" } });
  await enter(page, people.boss, {
    at: `/settings/users/${people.other.id}`,
    code: await codes.next(people.boss),
  });
  const box = page.getByRole("checkbox", { name: "Require MFA" });
  await expect(box).toBeEnabled();
  await awake(page);
  await ageSessions(people.boss, 6);
  await box.check();
  await press(page, "Save");
  await expect(stepUp(page)).toBeVisible();
  await reload(page);
  await expect(stepUp(page)).toBeVisible();
  expect(await isRequired(people.other)).toBe(false);
  await enterCode(page, await codes.next(people.boss));
  await expect.poll(() => isRequired(people.other)).toBe(true);
  await expect(box).toBeChecked();
});

test("a dialog that was open comes back with what was typed in it", async ({ page, workspace, codes }) => {
  const { people } = await workspace({ boss: BOSS });
  await enter(page, people.boss, { at: "/settings/users", code: await codes.next(people.boss) });
  await awake(page);
  await ageSessions(people.boss, 6);
  await press(page, "Invite user");
  const email = `new-${people.boss.id.toLowerCase()}@example.com`;
  await page.getByRole("textbox", { name: "Email", exact: true }).fill(email);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("New Person");
  await press(page, "Send invitation");
  await expect(stepUp(page)).toBeVisible();
  await reload(page);
  await expect(stepUp(page)).toBeVisible();
  await enterCode(page, await codes.next(people.boss));
  await expect(green(page, `Invitation sent to ${email}`)).toBeVisible();
  const [row] = await sql()`select name from users where email = ${email}`;
  expect(row?.name).toBe("New Person");
});
