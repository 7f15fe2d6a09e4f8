import type { Page } from "@playwright/test";
import { ageSessions } from "./browser/rows";
import { awake, enterCode, enterPassword, expect, heading, setUpApp, test } from "./fixtures";
import { openShop } from "./shop/process";

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();
const notice = (page: Page, words: string) => expect(page.getByText(words)).toBeVisible();

async function allow(page: Page): Promise<void> {
  await expect(heading(page, "Harbour supplies wants to sign you in")).toBeVisible();
  await awake(page);
  await press(page, "Allow");
}

/** A line of what the tokens say, wherever the three sources agree on it. */
const said = (page: Page, source: string, name: string) =>
  page
    .getByRole("region", { name: source })
    .locator("div")
    .filter({ has: page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) }) })
    .getByRole("definition");

test("a shop signs somebody in, has them pay with a second factor that is set up on the way, and change the address with a fresh one", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ one: { name: "Ada Byron" } });
  const shop = await openShop(id);
  try {
    await page.goto(shop.home);
    await press(page, "Sign in");
    await enterPassword(page, people.one);
    await allow(page);
    await expect(heading(page, "Your order")).toBeVisible();
    await expect(page.getByText("Signed in as Ada Byron, level aal1")).toBeVisible();

    await press(page, /^Pay/);
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
    await expect(page.getByText(/Harbour supplies asks/)).toBeVisible();
    await awake(page);
    await press(page, "Back to Harbour supplies");
    await notice(page, "You came back without going through with it. Nothing was changed.");
    await expect(page.getByRole("heading", { name: "Order 1042 To be paid" })).toBeVisible();

    await press(page, /^Pay/);
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
    const secret = await setUpApp(page, codes, people.one);
    await allow(page);
    await notice(page, "Paid. Thank you.");
    await expect(page.getByRole("heading", { name: "Order 1042 Paid" })).toBeVisible();

    await ageSessions(people.one, 2);
    await page.getByLabel("New address").fill("3 Quay Lane, Whitby");
    await press(page, "Change the address");
    await expect(heading(page, "Verify it's you")).toBeVisible();
    await enterCode(page, await codes.next(people.one, secret));
    await notice(page, "The address is changed.");
    await expect(page.getByText("To 3 Quay Lane, Whitby")).toBeVisible();

    await page.getByText("What the tokens say").click();
    for (const source of ["ID token", "Userinfo", "Access token, introspected"]) {
      await expect(said(page, source, "acr")).toHaveText("aal2");
      await expect(said(page, source, "amr")).toHaveText('["pwd","otp","mfa"]');
    }

    await press(page, "Sign out");
    await expect(heading(page, "Sign out?")).toBeVisible();
    await awake(page);
    await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(heading(page, "Harbour supplies")).toBeVisible();
    await expect(page).toHaveURL(shop.home);
  } finally {
    await shop.stop();
  }
});

test("a shop takes nobody's word for it: a forged answer changes nothing", async ({ page, workspace }) => {
  const { id, people } = await workspace({ one: {} });
  const shop = await openShop(id);
  try {
    await page.goto(shop.home);
    await press(page, "Sign in");
    await enterPassword(page, people.one);
    await allow(page);
    await expect(heading(page, "Your order")).toBeVisible();
    await page.goto(`${shop.home}callback?code=forged&state=forged&iss=forged`);
    await expect(page.getByRole("alert")).toContainText("Nothing was changed");
    await expect(page.getByRole("heading", { name: "Order 1042 To be paid" })).toBeVisible();
    const foreign = await page.request.post(`${shop.home}pay`, {
      headers: { origin: "https://evil.example" },
    });
    expect(foreign.status()).toBe(403);
  } finally {
    await shop.stop();
  }
});
