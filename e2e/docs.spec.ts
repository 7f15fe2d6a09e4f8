import type { Page } from "@playwright/test";
import { complaintsOf, expectGoodLook, WIDTHS, type Width } from "./browser/look";
import { awake, enter, expect, heading, test } from "./fixtures";
import type { PersonSpec } from "./people";

const BOSS = {
  role: "administrator",
  canManage: true,
  totp: true,
  name: "Zoe Boss",
} satisfies PersonSpec;
const PAGES = "Documentation";
const nav = (page: Page) => page.getByRole("navigation", { name: PAGES });

test("an administrator goes from Applications to how one is connected, and takes the program along", async ({
  page,
  context,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  await enter(page, people.boss, { at: "/settings/applications", code: await codes.next(people.boss) });
  await page.getByRole("link", { name: "How to connect an application" }).click();
  await expect(heading(page, "Signing people in to an application")).toBeVisible();
  await nav(page).getByRole("link", { name: "Express" }).click();
  await expect(heading(page, "Express")).toBeVisible();
  await expect(nav(page).getByRole("link", { name: "Express" })).toHaveAttribute("aria-current", "page");
  await awake(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).first().click();
  await expect(page.getByText("Copied")).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    'import express from "express"',
  );
  await page.goto("/settings/api");
  await page.getByRole("link", { name: "Tutorial and recipes" }).click();
  await expect(heading(page, "The management API")).toBeVisible();
  await page.getByRole("article").getByRole("link", { name: "Recipes" }).click();
  await expect(heading(page, "Recipes")).toBeVisible();
});

test("a part of a page has an address of its own, and what is not there says so", async ({ page }) => {
  await page.goto("/docs/clients#register-it");
  await expect(page.getByRole("link", { name: "Register it" })).toBeInViewport();
  await page.getByRole("link", { name: "Ask for a second factor" }).click();
  await expect(page).toHaveURL(/#ask-for-a-second-factor$/);
  await page.goto("/docs/webhooks");
  const schema = page.getByRole("link", { name: "webhooks.schema.json" });
  const served = await page.request.get((await schema.getAttribute("href")) ?? "");
  expect(await served.json()).toMatchObject({ $defs: { "user.joined": { type: "object" } } });
  expect((await page.goto("/docs/clients/nowhere"))?.status()).toBe(404);
  expect((await page.goto("/docs/..%2fpackage.json"))?.status()).toBe(404);
});

test("the words around the pages are the reader's", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-DE" });
  const page = await context.newPage();
  await page.goto("/docs/clients/python");
  await expect(page.getByText("Diese Seiten gibt es nur auf Englisch.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Kopieren" }).first()).toBeVisible();
  await expect(page.getByRole("article")).toHaveAttribute("lang", "en");
  await context.close();
});

for (const width of Object.keys(WIDTHS) as Width[])
  test.describe(`at ${WIDTHS[width].width} pixels`, () => {
    test.use({ viewport: WIDTHS[width] });
    test("the documentation holds its look", async ({ page }) => {
      const complaints = complaintsOf(page);
      for (const [address, title] of [
        ["/docs", "Documentation"],
        ["/docs/clients", "Signing people in to an application"],
        ["/docs/clients/express", "Express"],
        ["/docs/api/recipes", "Recipes"],
        ["/docs/webhooks", "Webhooks and the log stream"],
        ["/docs/enforcing", "Enforcing two-factor authentication"],
      ] as const) {
        await page.goto(address);
        await expectGoodLook(page, title);
      }
      expect(complaints).toEqual([]);
    });
  });
