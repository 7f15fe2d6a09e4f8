import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { lastAudit, mailedTo } from "./browser/trail";
import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function open(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person, { at: "/settings/security" });
  await enterCode(page, code);
  await expect(page).toHaveURL("/settings/security");
  await awake(page);
}

test("an administrator enforces in rings: sees each ring first, starts one, pauses, goes on with others, and revokes all", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, olga: { role: "owner" }, mia: { name: "Mia Bare" } });
  await sql()`insert into policies (workspace_id, id, name) values (${id}, ${`pol_${id}`}, 'Pilots')`;
  await sql()`update users set policy_id = ${`pol_${id}`} where workspace_id = ${id} and id = ${people.mia.id}`;
  await open(page, people.boss, await codes.next(people.boss));
  await press(page, "Enforce in rings…");
  const dialog = page.getByRole("dialog", { name: "Enforce 2FA in rings?" });
  const first = dialog.getByRole("group", { name: "Ring 1" });
  await first.getByLabel("For whom").selectOption("Everybody with the policy Pilots");
  const foreseen = dialog.getByRole("region", { name: "Ring 1: what it would do now" });
  await expect(foreseen.getByText("1 person", { exact: true })).toBeVisible();
  await foreseen.getByRole("button", { name: "Show 1 person" }).click();
  await expect(foreseen.getByText("Mia Bare")).toBeVisible();
  await press(page, "Leave out ring 2");
  const last = dialog.getByRole("region", { name: "Ring 2: what it would do now" });
  await expect(last.getByText("2 people", { exact: true })).toBeVisible();
  const second = dialog.getByRole("group", { name: "Ring 2" });
  await second.getByLabel("From").fill(dayIn(0));
  await expect(dialog.getByText("A day to come, after the ring before.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Enforce in 2 rings" })).toBeDisabled();
  await second.getByLabel("From").fill(dayIn(5));
  await press(page, "Enforce in 2 rings");

  const main = page.getByRole("main");
  await expect(main.getByText("Two-factor authentication is being enforced in rings")).toBeVisible();
  const rings = main.getByRole("table", { name: "Rings" });
  await expect(rings.getByRole("row", { name: /1\. Policy Pilots Since .* 1$/ })).toBeVisible();
  await expect(rings.getByRole("row", { name: /2\. Everybody From / })).toBeVisible();
  await expect(main.getByText("more than 5 pause it").first()).toBeVisible();
  expect(await lastAudit({ id }, "rings.planned")).toMatchObject({ actorId: people.boss.id });
  await expect
    .poll(() => mailedTo(page, people.olga))
    .toContainEqual(expect.stringMatching(/^Ring 1 of 2: two-factor authentication is enforced/));
  const hers = await otherBrowser();
  await signIn(hers, people.mia, { at: "/dashboard" });
  await expect(heading(hers, "Set up two-factor authentication")).toBeVisible();
  await expect(
    hers.getByText(/asks it of its people group by group, and of yours since .*\. Set by Zoe Boss\./),
  ).toBeVisible();

  await press(page, "Pause further rings");
  await page.getByRole("alertdialog").getByRole("button", { name: "Pause further rings" }).click();
  await expect(main.getByText("Enforcing in rings is paused")).toBeVisible();
  await expect(main.getByText(/by Zoe Boss\. Whoever is in a ring/)).toBeVisible();
  await press(page, "Change further rings…");
  const change = page.getByRole("dialog", { name: "Change further rings?" });
  await change.getByRole("group", { name: "Ring 2" }).getByLabel("From").fill(dayIn(20));
  await press(page, "Save rings");
  await expect(change).toBeHidden();
  await press(page, "Resume");
  await page.getByRole("alertdialog").getByRole("button", { name: "Resume" }).click();
  await expect(main.getByText("Two-factor authentication is being enforced in rings")).toBeVisible();

  await press(page, "Revoke enforcement");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke enforcement" }).click();
  await expect(page.getByRole("button", { name: "Enforce in rings…" })).toBeVisible();
  const later = await otherBrowser();
  await signIn(later, people.mia, { at: "/dashboard" });
  await expect(later).toHaveURL("/dashboard");
});

test("where a limit is passed the rings stand paused with the reason, and the rule for everybody cannot be set beside them", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS });
  await sql()`insert into rollouts (workspace_id, effect, paused_at, paused_reason, paused_people)
    values (${id}, 'next_sign_in', now(), 'failed_set_ups', 6)`;
  await sql()`insert into rings (workspace_id, number, percent, planned_at, started_at, people) values
    (${id}, 1, 20, now() - interval '2 days', now() - interval '2 days', 40),
    (${id}, 2, 100, now() - interval '1 day', null, null)`;
  await open(page, people.boss, await codes.next(people.boss));
  const main = page.getByRole("main");
  await expect(main.getByText("because set-up failed for 6 people")).toBeVisible();
  await expect(main.getByRole("row", { name: /1\. 20 % of everybody Since .* 40$/ })).toBeVisible();
  await expect(main.getByRole("row", { name: /2\. Everybody Waits, planned from / })).toBeVisible();
  await expect(page.getByRole("button", { name: "Enforce 2FA for all users" })).toHaveCount(0);
});
