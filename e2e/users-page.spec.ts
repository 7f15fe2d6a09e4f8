import { sql } from "./browser/rows";
import { mailedTo, pastTheScreen } from "./browser/trail";
import { expect, heading, test } from "./fixtures";
import type { PersonSpec } from "./people";
import {
  BOSS,
  box,
  boxOf,
  expectTooltip,
  LIST,
  openList,
  openPanel,
  panel,
  press,
  rights,
  row,
  shield,
  shown,
} from "./users";

test.describe("the list", () => {
  test("the shield says each of the five states on hover, on focus and by its name; invited and blocked stand beside it", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({
      boss: BOSS,
      active: { name: "Ada Active", totp: true, isRequired: true },
      pending: { name: "Pia Pending", isRequired: true },
      grace: { name: "Gil Grace", isInGrace: true },
      chosen: { name: "Cleo Chosen", totp: true },
      spared: { name: "Sam Spared", totp: true, isRequired: true, exemptDays: 30 },
      exempt: { name: "Eva Exempt", isRequired: true, exemptDays: 30 },
      inactive: { name: "Ina Inactive" },
      invited: { name: "Ivo Invited", isInvited: true, isRequired: true },
      blocked: { name: "Bea Blocked", isBlocked: true },
    });
    await openList(page, people.boss, await codes.next(people.boss));
    const date = /\d{1,2} [A-Z][a-z]+ \d{4}/.source;
    const states: [string, RegExp][] = [
      ["Ada Active", /^2FA is active and enforced$/],
      ["Pia Pending", /^2FA is enforced, activation pending$/],
      ["Gil Grace", new RegExp(`^2FA is enforced, activation pending until ${date}$`)],
      ["Cleo Chosen", /^2FA is active \(own choice\)$/],
      ["Sam Spared", new RegExp(`^2FA is active \\(own choice\\), exempt until ${date}$`)],
      ["Eva Exempt", new RegExp(`^Exempt from 2FA until ${date}: A test$`)],
      ["Ina Inactive", /^2FA is not active$/],
      ["Ivo Invited", /^2FA is enforced, activation pending$/],
      ["Bea Blocked", /^2FA is not active$/],
    ];
    for (const [name, sentence] of states) {
      await expect(shield(page, name)).toHaveAccessibleName(sentence);
      await shield(page, name).hover();
      await expectTooltip(page, sentence);
    }
    await page.mouse.move(0, 0);
    await expect(page.getByRole("tooltip")).toHaveCount(0);
    await shield(page, "Ada Active").focus();
    await expectTooltip(page, "2FA is active and enforced");
    await expect(row(page, "Ivo Invited").getByText("Invited", { exact: true })).toBeVisible();
    await expect(row(page, "Bea Blocked").getByText("Blocked", { exact: true })).toBeVisible();
    await expect(row(page, "Ina Inactive").getByText(/^(Invited|Blocked)$/)).toHaveCount(0);
    await expect(page.getByRole("columnheader", { name: "2FA", exact: true })).toBeVisible();
  });
  test("search and filters narrow the list, stand in the address bar and survive a reload", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({
      boss: BOSS,
      annika: { name: "Annika Berg" },
      anton: { name: "Anton Berg", isRequired: true },
      petra: { name: "Petra Klee", isPrivileged: true },
    });
    await openList(page, people.boss, await codes.next(people.boss));
    const names = page.getByRole("table").getByRole("link");
    await expect(names).toHaveText(["Annika Berg", "Anton Berg", "Petra Klee", "Zoe Boss"]);
    await expect(shown(page)).toHaveText("4 people shown");
    await page.getByRole("searchbox", { name: "Search users" }).fill("berg");
    await expect(names).toHaveText(["Annika Berg", "Anton Berg"]);
    await expect(page).toHaveURL(`${LIST}?text=berg`);
    await page.getByRole("combobox", { name: "2FA status" }).selectOption("Activation pending");
    await expect(names).toHaveText(["Anton Berg"]);
    await expect(page).toHaveURL(`${LIST}?text=berg&status=pending`);
    await page.reload();
    await expect(page.getByRole("searchbox", { name: "Search users" })).toHaveValue("berg");
    await expect(page.getByRole("combobox", { name: "2FA status" })).toHaveValue("pending");
    await expect(names).toHaveText(["Anton Berg"]);
    await expect(shown(page)).toHaveText("1 person shown");
    await page.getByRole("combobox", { name: "Role" }).selectOption("Owner");
    await expect(page.getByText("Nobody matches")).toBeVisible();
    await press(page, "Clear search and filters");
    await expect(page).toHaveURL(LIST);
    await expect(names).toHaveCount(4);
    await page.getByRole("combobox", { name: "Policy" }).selectOption("Privileged");
    await expect(names).toHaveText(["Petra Klee"]);
    await page.getByRole("combobox", { name: "Policy" }).selectOption("Policy: all");
    await page.getByRole("combobox", { name: "Role" }).selectOption("Administrator");
    await expect(names).toHaveText(["Zoe Boss"]);
    await page.getByRole("searchbox", { name: "Search users" }).fill(people.boss.email);
    await expect(names).toHaveText(["Zoe Boss"]);
  });
  test("two hundred people come page by page, each once, and a panel leaves the list where it was", async ({
    page,
    workspace,
    codes,
  }) => {
    test.slow();
    const crowd = Object.fromEntries(
      Array.from({ length: 200 }, (_, i): [string, PersonSpec] => {
        const number = String(i).padStart(3, "0");
        return [`p${number}`, { name: `Person ${number}` }];
      }),
    );
    const { people } = await workspace({ ...crowd, boss: BOSS });
    const { boss } = people;
    if (!boss) throw new Error("the workspace has no administrator");
    await openList(page, boss, await codes.next(boss));
    const names = page.getByRole("table").getByRole("link");
    await expect(shown(page)).toHaveText("50 of 201 people shown");
    const seen = new Set<string>();
    await expect(async () => {
      for (const name of await names.allInnerTexts()) seen.add(name);
      await page.mouse.wheel(0, 600);
      expect(seen.size).toBe(201);
    }).toPass({ timeout: 60_000, intervals: [100] });
    await expect(shown(page)).toHaveText("201 people shown");
    expect([...seen]).toEqual([...Object.values(crowd).map(({ name }) => name), BOSS.name]);
    expect(await names.count(), "rows far from view are drawn").toBeLessThan(80);
    await expect(async () => {
      await page.mouse.wheel(0, -300);
      await expect(page.getByRole("link", { name: "Person 150" })).toBeInViewport({ timeout: 200 });
    }).toPass({ timeout: 30_000, intervals: [100] });
    const scrolled = await page.evaluate(() => window.scrollY);
    expect(scrolled).toBeGreaterThan(1000);
    await openPanel(page, "Person 150");
    await page.goBack();
    await expect(panel(page, "Person 150")).toBeHidden();
    await expect(shown(page)).toHaveText("201 people shown");
    expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
  });
  test("a session that ended meanwhile is said, with the way on, and what is on screen stays", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ boss: BOSS });
    await openList(page, people.boss, await codes.next(people.boss), `${LIST}?role=administrator`);
    await sql()`update sessions set ended_at = now(), end_reason = 'signed_out' where user_id = ${people.boss.id}`;
    const notice = page.getByText("Your session needs your attention before this can go on.");
    await expect(notice).toBeVisible({ timeout: 20_000 });
    await expect(row(page, "Zoe Boss")).toBeVisible();
    await page.getByRole("link", { name: "Go on" }).click();
    await expect(heading(page, "Sign in")).toBeVisible();
  });
});
test.describe("who may", () => {
  for (const [who, spec] of Object.entries({
    "a member": { name: "Nora Looker" },
    "an administrator without the right": { name: "Nora Looker", role: "administrator" },
  } satisfies Record<string, PersonSpec>)) {
    test(`${who} sees everything disabled with the reason, and the server refuses past the screen`, async ({
      page,
      workspace,
    }) => {
      const { people } = await workspace({
        nora: spec,
        cara: { name: "Cara Moss", totp: true },
        ivo: { name: "Ivo Invited", isInvited: true },
      });
      const reason = "Only people with the right “Manage user rights” can change this.";
      await openList(page, people.nora);
      const invite = page.getByRole("button", { name: "Invite user" });
      await expect(invite).toBeDisabled();
      await invite.hover();
      await expectTooltip(page, reason);
      await invite.click({ force: true });
      await expect(page.getByRole("dialog")).toHaveCount(0);
      const opened = await openPanel(page, "Cara Moss");
      await expect(opened.getByRole("note").or(opened.getByText(reason)).first()).toBeVisible();
      for (const control of [box(opened), rights(opened), opened.getByRole("button", { name: "Save" })]) {
        await expect(control).toBeDisabled();
        // Scrolling closes a tooltip, so the scrolling comes first.
        await control.scrollIntoViewIfNeeded();
        await expect(control).toBeInViewport();
        await control.focus();
        await expectTooltip(page, reason);
        await control.press("Space");
      }
      await expect(box(opened)).not.toBeChecked();
      await expect(opened.getByText("Factors", { exact: true })).toHaveCount(0);
      const http = await pastTheScreen(page);
      const userId = people.cara.id;
      const tries: [string, unknown][] = [
        ["saveUserSecurity", { userId, requireMfa: true, rights: [] }],
        ["inviteUser", { email: "new@x.example", name: "New", role: "member", requireMfa: false }],
        ["resendInvitation", { userId: people.ivo.id }],
      ];
      for (const [action, input] of tries) {
        expect((await http.act(action, input)).body, action).toMatchObject({
          ok: false,
          code: "missing_right",
        });
      }
      expect(await boxOf(people.cara)).toMatchObject({ isTicked: false });
      expect(await mailedTo(page, people.ivo)).toEqual([]);
      expect(await sql()`select 1 from users where email = 'new@x.example'`).toHaveLength(0);
    });
  }
  test("A66 another workspace's user is a page that does not exist, and past the screen not found", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ boss: BOSS });
    const stranger = (await workspace({ far: { name: "Far Stranger" } })).people.far;
    await openList(page, people.boss, await codes.next(people.boss));
    const answer = await page.goto(`${LIST}/${stranger.id}`);
    expect(answer?.status()).toBe(404);
    await expect(heading(page, "This page does not exist")).toBeVisible();
    await expect(page.getByText("Far Stranger")).toHaveCount(0);
    expect((await page.request.get(`/api/ui/users/${stranger.id}`)).status()).toBe(404);
    const http = await pastTheScreen(page);
    const change = { userId: stranger.id, requireMfa: true, rights: [] };
    expect((await http.act("saveUserSecurity", change)).body).toMatchObject({ ok: false, code: "not_found" });
    expect(await boxOf(stranger)).toMatchObject({ isTicked: false });
    await page.goto(`${LIST}?text=Stranger`);
    await expect(page.getByText("Nobody matches")).toBeVisible();
  });
  test("an administrator cannot loosen what holds for the owner", async ({ page, workspace, codes }) => {
    const { people } = await workspace({
      boss: BOSS,
      owner: { role: "owner", name: "Olga Owner", isRequired: true },
    });
    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Olga Owner");
    await expect(box(opened)).toBeDisabled();
    await box(opened).focus();
    await expectTooltip(page, "This user has a higher role than you.");
  });
});
