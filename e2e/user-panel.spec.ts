import { sql } from "./browser/rows";
import { auditOf, lastAudit, mailedTo, pastTheScreen } from "./browser/trail";
import { dismiss, expect, heading, test } from "./fixtures";
import {
  BOSS,
  box,
  boxOf,
  expectTooltip,
  green,
  LIST,
  openList,
  openPanel,
  panel,
  press,
  rights,
  row,
  shield,
} from "./users";

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
    await dismiss(panel(page, "Cara Moss"));
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
