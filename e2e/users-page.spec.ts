import type { Locator, Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { auditOf, lastAudit, mailedTo, pastTheScreen } from "./browser/trail";
import { awake, enter, expect, heading, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const LIST = "/settings/users";
const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
/** Every row of the list; behind an open panel they are hidden from assistive technology, and still there. */
const row = (page: Page, name: string) => page.getByRole("row", { name, includeHidden: true });
const shield = (page: Page, name: string) => row(page, name).getByLabel(/2FA/);
const panel = (page: Page, name: string) => page.getByRole("dialog", { name, exact: true });
const box = (within: Page | Locator) => within.getByRole("checkbox", { name: "Require MFA" });
const rights = (within: Page | Locator) => within.getByRole("checkbox", { name: "Manage user rights" });
const green = (page: Page, words: string) =>
  page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("listitem")
    .filter({ hasText: words });
const shown = (page: Page) => page.getByRole("main").getByRole("status");

/** The one tooltip there is, once those before it have gone. */
async function expectTooltip(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole("tooltip")).toHaveCount(1);
  await expect(page.getByRole("tooltip")).toHaveText(words);
}

async function openList(page: Page, person: Person, code?: string, at = LIST): Promise<void> {
  await enter(page, person, { at, code });
  await expect(page).toHaveURL(at);
  await awake(page);
}

async function openPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole("link", { name, exact: true }).click();
  await expect(panel(page, name)).toBeVisible();
  return panel(page, name);
}

const boxOf = async ({ id }: Person) => {
  const [user] = await sql()`select required_since, required_by, rights from users where id = ${id}`;
  return { isTicked: user?.required_since !== null, by: user?.required_by, rights: user?.rights };
};

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

test.describe("the panel", () => {
  test("it lies over the list with an address of its own; back and Escape close it, a reload shows the page", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ boss: BOSS, cara: { name: "Cara Moss" } });
    await openList(page, people.boss, await codes.next(people.boss), `${LIST}?text=cara`);
    const address = `${LIST}/${people.cara.id}?text=cara`;
    const opened = await openPanel(page, "Cara Moss");
    await expect(page).toHaveURL(address);
    await expect(row(page, "Cara Moss")).toBeVisible();
    await expect(opened.getByRole("heading", { name: "Security" })).toBeVisible();
    await expect(opened.getByRole("heading", { name: "Admin" })).toBeVisible();
    await expect(opened.getByText("Nothing requires it of this user.")).toBeVisible();
    await page.goBack();
    await expect(panel(page, "Cara Moss")).toBeHidden();
    await expect(page).toHaveURL(`${LIST}?text=cara`);
    await page.goForward();
    await expect(panel(page, "Cara Moss")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel(page, "Cara Moss")).toBeHidden();
    await expect(page).toHaveURL(`${LIST}?text=cara`);
    await expect(page.getByRole("link", { name: "Cara Moss" })).toBeFocused();

    await openPanel(page, "Cara Moss");
    await page.reload();
    await expect(heading(page, "Cara Moss")).toBeVisible();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(box(page)).toBeEnabled();
    await page.getByRole("link", { name: "All users" }).click();
    await expect(page).toHaveURL(`${LIST}?text=cara`);
    await expect(heading(page, "Users")).toBeVisible();
  });

  test("Require MFA and Save: one green line, the shield follows in another browser too, mailed and audited", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({
      boss: BOSS,
      second: { role: "administrator", name: "Yan Second" },
      cara: { name: "Cara Moss" },
    });
    const elsewhere = await otherBrowser();
    await openList(elsewhere, people.second);
    await expect(shield(elsewhere, "Cara Moss")).toHaveAttribute("aria-label", "2FA is not active");

    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Cara Moss");
    await expect(opened.getByRole("button", { name: "Save" })).toBeDisabled();
    await box(opened).check();
    await expect(
      opened.getByText("Cara Moss is not signed out. It binds at the next sign-in."),
    ).toBeVisible();
    await press(opened, "Save");
    await expect(green(page, "Saved")).toHaveAttribute("data-type", "success");
    await expect(opened.getByText("2FA is enforced, activation pending", { exact: true })).toBeVisible();
    await expect(opened.getByText(/^Required since .* by Zoe Boss, for this account\.$/)).toBeVisible();
    await expect(shield(page, "Cara Moss")).toHaveAttribute(
      "aria-label",
      "2FA is enforced, activation pending",
    );
    await expect(shield(elsewhere, "Cara Moss")).toHaveAttribute(
      "aria-label",
      "2FA is enforced, activation pending",
      {
        timeout: 20_000,
      },
    );
    await expect(green(page, "Saved")).toHaveCount(0);

    expect(await boxOf(people.cara)).toMatchObject({ isTicked: true, by: people.boss.id });
    expect(await mailedTo(page, people.cara)).toEqual(["Two-factor authentication is required for you"]);
    expect(await lastAudit(people.cara, "requirement.set")).toMatchObject({
      actorId: people.boss.id,
      data: { source: "user" },
    });
  });

  test("unticking says that 2FA stays on, and it does", async ({ page, workspace, codes }) => {
    const { people } = await workspace({
      boss: BOSS,
      cara: { name: "Cara Moss", totp: true, isRequired: true },
    });
    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Cara Moss");
    await box(opened).uncheck();
    await expect(
      opened.getByText("Two-factor authentication stays on for Cara Moss, who may turn it off from then on."),
    ).toBeVisible();
    await press(opened, "Save");
    await expect(green(page, "Saved")).toBeVisible();
    await expect(shield(page, "Cara Moss")).toHaveAttribute("aria-label", "2FA is active (own choice)");
    expect(await boxOf(people.cara)).toMatchObject({ isTicked: false });
    expect(await sql()`select 1 from users where id = ${people.cara.id} and two_factor_on`).toHaveLength(1);
    expect(await mailedTo(page, people.cara)).toEqual([
      "Two-factor authentication is no longer required for you",
    ]);
    expect(await auditOf(people.cara)).toEqual(["requirement.lifted"]);
  });

  test("where workspace or policy require it anyway, the unticked box says so", async ({
    page,
    workspace,
    codes,
  }) => {
    const { id, name, people } = await workspace({
      boss: BOSS,
      cara: { name: "Cara Moss", totp: true, isPrivileged: true },
    });
    await sql()`update workspaces set enforced_since = '2026-04-01T00:00:00Z' where workspace_id = ${id}`;
    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Cara Moss");
    await expect(box(opened)).not.toBeChecked();
    await expect(
      opened.getByText(`Required anyway: everyone in ${name}, since 1 April 2026`, { exact: true }),
    ).toBeVisible();
    await expect(
      opened.getByText(/^Required anyway: everyone with the policy Privileged, since /),
    ).toBeVisible();
  });

  test("one's own box: ticking says that one is among them; unticking is another administrator's", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ boss: BOSS, rest: {} });
    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Zoe Boss");
    await box(opened).check();
    await expect(
      opened.getByText("You are among them: this is your own account. It binds at your next sign-in."),
    ).toBeVisible();
    await press(opened, "Save");
    await expect(green(page, "Saved")).toBeVisible();
    await expect(box(opened)).toBeDisabled();
    await expect(
      opened
        .getByRole("paragraph")
        .filter({ hasText: "Another administrator has to do this for you." })
        .first(),
    ).toBeVisible();
    const http = await pastTheScreen(page);
    const change = { userId: people.boss.id, requireMfa: false, rights: ["manage_user_rights"] };
    expect((await http.act("saveUserSecurity", change)).body).toMatchObject({ code: "own_requirement" });
    expect(await boxOf(people.boss)).toMatchObject({ isTicked: true });
  });

  test("Manage user rights is given to administrators alone, and at once opens what was closed", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({
      boss: BOSS,
      second: { role: "administrator", name: "Yan Second" },
      owner: { role: "owner", name: "Olga Owner" },
      member: { name: "Max Member" },
    });
    const elsewhere = await otherBrowser();
    await openList(elsewhere, people.second);
    await expect(elsewhere.getByRole("button", { name: "Invite user" })).toBeDisabled();

    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Yan Second");
    await rights(opened).check();
    await press(opened, "Save");
    await expect(green(page, "Saved")).toBeVisible();
    expect(await boxOf(people.second)).toMatchObject({ rights: ["manage_user_rights"] });
    expect(await mailedTo(page, people.second)).toEqual(["Your rights were changed"]);
    expect(await lastAudit(people.second, "rights.changed")).toMatchObject({ actorId: people.boss.id });
    await elsewhere.reload();
    await expect(elsewhere.getByRole("button", { name: "Invite user" })).toBeEnabled();
    await page.keyboard.press("Escape");

    const refused: [string, boolean, string][] = [
      ["Zoe Boss", true, "Another administrator has to do this for you."],
      ["Olga Owner", true, "An owner always has this right."],
      ["Max Member", false, "Only administrators can have this right."],
    ];
    for (const [name, isChecked, reason] of refused) {
      const other = await openPanel(page, name);
      await expect(rights(other)).toBeDisabled();
      await expect(rights(other)).toBeChecked({ checked: isChecked });
      // A tooltip goes when the panel scrolls, as it does to what is focused below its edge
      await rights(other).scrollIntoViewIfNeeded();
      await rights(other).focus();
      await expectTooltip(page, reason);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("tooltip")).toHaveCount(0);
      await page.keyboard.press("Escape");
      await expect(other).toBeHidden();
    }
    const http = await pastTheScreen(page);
    const change = { userId: people.member.id, requireMfa: false, rights: ["manage_user_rights"] };
    expect((await http.act("saveUserSecurity", change)).body).toMatchObject({ ok: false });
    expect(await boxOf(people.member)).toMatchObject({ rights: [] });
  });

  test("loosening takes a second factor: an administrator without one is told and shown the way", async ({
    page,
    workspace,
  }) => {
    const { people } = await workspace({
      plain: { role: "administrator", canManage: true, name: "Paul Plain" },
      cara: { name: "Cara Moss", isRequired: true },
    });
    await openList(page, people.plain);
    const opened = await openPanel(page, "Cara Moss");
    await box(opened).uncheck();
    await press(opened, "Save");
    await expect(opened.getByText(/^This takes a second factor\./)).toBeVisible();
    await opened.getByRole("link", { name: "Go on from here" }).click();
    await expect(heading(page, "Two-factor authentication")).toBeVisible();
    await expect(page.getByRole("button", { name: "Enable two-factor authentication" })).toBeEnabled();
    expect(await boxOf(people.cara)).toMatchObject({ isTicked: true });
  });

  test("what is not saved is asked about before it is lost, in the panel and on the page", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ boss: BOSS, cara: { name: "Cara Moss" } });
    await openList(page, people.boss, await codes.next(people.boss));
    const opened = await openPanel(page, "Cara Moss");
    const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await box(opened).check();
    await page.keyboard.press("Escape");
    await expect(question).toContainText("What you changed for Cara Moss has not been saved.");
    await press(question, "Keep editing");
    await page.evaluate(() => history.back());
    await press(question, "Keep editing");
    await expect(page).toHaveURL(`${LIST}/${people.cara.id}`);
    await expect(box(opened)).toBeChecked();
    await press(opened, "Close");
    await press(question, "Leave without saving");
    await expect(opened).toBeHidden();
    expect(await boxOf(people.cara)).toMatchObject({ isTicked: false });

    await page.goto(`${LIST}/${people.cara.id}`);
    await box(page).check();
    await page.getByRole("link", { name: "All users" }).click();
    await press(question, "Keep editing");
    await expect(page).toHaveURL(`${LIST}/${people.cara.id}`);
    const asked = page.waitForEvent("dialog");
    const left = page.close({ runBeforeUnload: true });
    const browserQuestion = await asked;
    expect(browserQuestion.type()).toBe("beforeunload");
    await browserQuestion.dismiss();
    await left;
    await expect(box(page)).toBeChecked();
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
