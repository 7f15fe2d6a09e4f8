import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { lastAudit, mailOf } from "./browser/trail";
import { awake, enter, enterCode, expect, heading, inbox, signIn, signOut, test } from "./fixtures";

const REMEMBER = "Remember this browser";
const VERIFY = "Verify it's you";

const goesOn = (page: Page, name = "Home") => expect(heading(page, name)).toBeVisible();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

test.describe("remembered browsers", () => {
  test("a remembered browser is asked for the password alone, is listed, and is asked again once it is forgotten", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({ rosa: { totp: true } }, { rememberedDays: 14 });
    await signIn(page, people.rosa);
    await expect(page.getByText("For 14 days your password is enough here.")).toBeVisible();
    await page.getByRole("checkbox", { name: REMEMBER }).check();
    await enterCode(page, await codes.next(people.rosa));
    await goesOn(page);
    expect(await lastAudit(people.rosa, "browser.remembered")).toBeDefined();
    await signOut(page);
    await signIn(page, people.rosa);
    await goesOn(page);

    const elsewhere = await otherBrowser();
    await signIn(elsewhere, people.rosa);
    await goesOn(elsewhere, VERIFY);

    await page.goto("/settings/two-factor");
    const section = page.getByRole("region", { name: "Remembered browsers" });
    await expect(section.getByText("This browser")).toBeVisible();
    await section.getByRole("button", { name: "Forget", exact: true }).click();
    await expect(page.getByText("The browser is no longer remembered")).toBeVisible();
    await page.goto("/dashboard");
    await goesOn(page, VERIFY);
  });

  test("a requirement asks in a remembered browser too, offers no box, and the browser is not forgotten", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ rosa: { totp: true } }, { rememberedDays: 14 });
    await signIn(page, people.rosa);
    await page.getByRole("checkbox", { name: REMEMBER }).check();
    await enterCode(page, await codes.next(people.rosa));
    await goesOn(page);
    await signOut(page);
    await sql()`update users set required_since = now() where id = ${people.rosa.id}`;
    await signIn(page, people.rosa);
    await goesOn(page, VERIFY);
    await expect(page.getByRole("checkbox", { name: REMEMBER })).toHaveCount(0);
    await enterCode(page, await codes.next(people.rosa));
    await goesOn(page);
    await page.goto("/settings/two-factor");
    await expect(page.getByText("the second step is asked for in these browsers too")).toBeVisible();
    await signOut(page);
    await sql()`update users set required_since = null where id = ${people.rosa.id}`;
    await signIn(page, people.rosa);
    await goesOn(page);
  });

  test("where the policy does not remember browsers there is no box and no list, and a wish past the screen is passed over", async ({
    page,
    workspace,
    codes,
  }) => {
    const { people } = await workspace({ rosa: { totp: true } });
    await page.route("**/sign-in/verify*", async (route) => {
      const body = route.request().postData();
      if (route.request().method() !== "POST" || !body?.includes('"purpose"')) return route.continue();
      await route.continue({ postData: body.replace('"remember":false', '"remember":true') });
    });
    await signIn(page, people.rosa);
    await expect(page.getByRole("checkbox", { name: REMEMBER })).toHaveCount(0);
    await enterCode(page, await codes.next(people.rosa));
    await goesOn(page);
    const [kept] = await sql()`select remembered_at from browsers where user_id = ${people.rosa.id}`;
    expect(kept).toEqual({ remembered_at: null });
    await page.goto("/settings/two-factor");
    await expect(page.getByRole("region", { name: "Recovery codes" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Remembered browsers" })).toHaveCount(0);
  });
});

test.describe("sessions", () => {
  test("one sees where one is signed in, and ends one session and then all others", async ({
    page,
    workspace,
    otherBrowser,
  }) => {
    const { people } = await workspace({ max: {} });
    const others = [await otherBrowser(), await otherBrowser(), await otherBrowser()];
    for (const other of others) {
      await signIn(other, people.max);
      await goesOn(other);
    }
    await signIn(page, people.max, { at: "/settings/sessions" });
    await goesOn(page, "Sessions");
    const rows = page.getByRole("main").getByRole("listitem");
    await expect(rows).toHaveCount(4);
    await expect(rows.first()).toContainText("This session");
    await expect(rows.first()).toContainText(/Chrome on Linux/);
    await expect(rows.first()).toContainText("Proved here: Password");
    await expect(rows.first().getByRole("button")).toHaveCount(0);

    await rows.nth(1).getByRole("button", { name: "End session" }).click();
    await expect(page.getByText("The session was ended")).toBeVisible();
    await expect(rows).toHaveCount(3);
    const newest = others[2] as Page;
    await newest.goto("/dashboard");
    await goesOn(newest, "Sign in");

    await press(page, "End all other sessions");
    await expect(page.getByText("2 other sessions were ended")).toBeVisible();
    await expect(page.getByText("You are signed in here alone.")).toBeVisible();
    await (others[0] as Page).goto("/dashboard");
    await goesOn(others[0] as Page, "Sign in");
  });

  test("ending a session takes a fresh proof", async ({ page, workspace, codes, otherBrowser }) => {
    const { people } = await workspace({ rosa: { totp: true } });
    await signIn(await otherBrowser(), people.rosa);
    await signIn(page, people.rosa, { at: "/settings/sessions" });
    await enterCode(page, await codes.next(people.rosa));
    await goesOn(page, "Sessions");
    await sql()`update sessions set proofs = (select jsonb_agg(jsonb_set(p, '{at}', to_jsonb(to_char(
      now() at time zone 'UTC' - interval '6 minutes', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))) from jsonb_array_elements(proofs) p)
      where user_id = ${people.rosa.id} and jsonb_array_length(proofs) = 2`;
    await press(page, "End session");
    const dialog = page.getByRole("dialog", { name: VERIFY });
    await dialog.getByRole("textbox", { name: "6-digit code" }).fill(await codes.next(people.rosa));
    await dialog.getByRole("button", { name: "Verify", exact: true }).click();
    await expect(page.getByText("The session was ended")).toBeVisible();
  });

  test("an administrator ends every session of somebody from the panel: asked first, told by mail with its place, and nothing else of theirs changes", async ({
    page,
    workspace,
    codes,
    otherBrowser,
  }) => {
    const { people } = await workspace({
      boss: { role: "administrator", canManage: true, totp: true },
      rosa: { name: "Rosa Away" },
    });
    const theirs = [await otherBrowser(), await otherBrowser()];
    for (const one of theirs) {
      await signIn(one, people.rosa);
      await goesOn(one);
    }
    await enter(page, people.boss, { at: "/settings/users", code: await codes.next(people.boss) });
    await awake(page);
    await page.getByRole("link", { name: "Rosa Away" }).click();
    const panel = page.getByRole("dialog", { name: "Rosa Away" });
    const button = panel.getByRole("button", { name: "End sessions", exact: true });
    await button.click();
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("button", { name: "Cancel", exact: true }).click();
    await theirs[0]?.reload();
    await goesOn(theirs[0] as Page);

    await button.click();
    await asked.getByRole("button", { name: "End sessions", exact: true }).click();
    await expect(page.getByText("2 sessions of Rosa Away were ended")).toBeVisible();
    for (const one of theirs) {
      await one.goto("/dashboard");
      await goesOn(one, "Sign in");
    }
    expect(await lastAudit(people.rosa, "session.ended")).toMatchObject({
      actorId: people.boss.id,
      data: { all: 2 },
    });
    const { text } = await mailOf(page, people.rosa, "All your sessions were ended");
    expect(text).toMatch(/From: .*(127\.0\.0\.1|::1)/);
    await signIn(theirs[0] as Page, people.rosa);
    await goesOn(theirs[0] as Page);
  });

  test("a sign-in on a new browser is mailed, on a known one and the first one not", async ({
    page,
    workspace,
    otherBrowser,
  }) => {
    const { people } = await workspace({ max: {} });
    await signIn(page, people.max);
    await goesOn(page);
    await signOut(page);
    await signIn(page, people.max);
    await goesOn(page);
    expect(await inbox(page, people.max)).toEqual([]);
    const elsewhere = await otherBrowser();
    await signIn(elsewhere, people.max);
    await goesOn(elsewhere);
    const { text } = await mailOf(page, people.max, "New sign-in on a new browser");
    expect(text).toMatch(/From: .*(127\.0\.0\.1|::1)/);
    expect(text).toContain("Proved: Password.");
    expect(await inbox(page, people.max)).toHaveLength(1);
  });
});
