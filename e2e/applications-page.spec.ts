import type { Locator, Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { awake, enter, expect, heading, signIn, test } from "./fixtures";
import { makeApplication } from "./oidc/applications";
import { LoopbackApplication } from "./oidc/loopback";
import type { Person, PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

let application: LoopbackApplication;
test.beforeAll(async () => {
  application = await LoopbackApplication.start();
});
test.afterAll(() => application.close());

async function open(page: Page, person: Person, code: string): Promise<void> {
  await enter(page, person, { at: "/settings/applications", code });
  await expect(heading(page, "Applications")).toBeVisible();
  await awake(page);
}

const press = (at: Page | Locator, name: string) => at.getByRole("button", { name, exact: true }).click();

/** What the dialog shows this once. */
async function takeSecret(page: Page): Promise<{ clientId: string; secret: string }> {
  const dialog = page.getByRole("dialog", { name: "Your client's secret" });
  await expect(dialog.locator("code")).toHaveCount(2);
  const [clientId = "", secret = ""] = await dialog.locator("code").allInnerTexts();
  await press(dialog, "Done");
  await expect(dialog).toBeHidden();
  await expect(page.getByText(secret)).toHaveCount(0);
  return { clientId, secret };
}

async function add(page: Page, name: string): Promise<{ clientId: string; secret: string }> {
  await press(page, "Add application");
  const form = page.getByRole("dialog", { name: "Add application" });
  await form.getByLabel("Name", { exact: true }).fill(name);
  await form.getByLabel("Redirect addresses").fill(application.callback);
  await press(form, "Create application");
  const made = await takeSecret(page);
  await expect(heading(page, name)).toBeVisible();
  await awake(page);
  return made;
}

test("an administrator adds an application, and an OpenID client signs somebody in with its secret", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS, one: { name: "Una One" } });
  await open(page, people.boss, await codes.next(people.boss));
  await expect(page.getByText("No application yet")).toBeVisible();
  await press(page, "Add application");
  const form = page.getByRole("dialog", { name: "Add application" });
  await form.getByLabel("Redirect addresses").fill("https://shop.example/\nhttp://shop.example/callback");
  await press(form, "Create application");
  await expect(form.getByText("Enter the name that people know it by.")).toBeVisible();
  await expect(form.getByText("Line 2: Use https.", { exact: false })).toBeVisible();
  await form.getByRole("button", { name: "Cancel" }).click();

  const { clientId, secret } = await add(page, "Orders");
  const other = await otherBrowser();
  await signIn(other, people.one);
  await expect(heading(other, "Home")).toBeVisible();
  const config = await application.configure(clientId, secret);
  const way = await application.send(other, config, { scope: "openid profile" });
  const tokens = await way.redeem();
  expect(tokens.claims()).toMatchObject({ sub: people.one.id, acr: "aal1" });

  await page.goto("/settings/applications");
  await expect(page.getByRole("link", { name: "Orders" })).toBeVisible();
});

test("its secret is replaced without a gap, and the old one ended by itself", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS, one: {} });
  await open(page, people.boss, await codes.next(people.boss));
  const first = await add(page, "Orders");
  await expect(page.getByRole("button", { name: /^End the secret/ })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await press(page, "New secret");
  await press(page, "Make new secret");
  const second = await takeSecret(page);

  const other = await otherBrowser();
  await signIn(other, people.one);
  await expect(heading(other, "Home")).toBeVisible();
  const works = async (secret: string) => {
    const way = await application.send(other, await application.configure(first.clientId, secret));
    return way.redeem().then(
      () => true,
      () => false,
    );
  };
  expect([await works(first.secret), await works(second.secret)]).toEqual([true, true]);
  await press(page, `End the secret that ends in ${first.secret.slice(-4)}`);
  await press(page, "End secret");
  await expect(page.getByText(`The secret in ${first.secret.slice(-4)} is ended`)).toBeVisible();
  expect([await works(first.secret), await works(second.secret)]).toEqual([false, true]);
});

test("details are changed where they are right, a logo is kept and shown, and the application is deleted", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ boss: BOSS, one: {} });
  await open(page, people.boss, await codes.next(people.boss));
  const { clientId, secret } = await add(page, "Orders");
  const details = page.getByRole("region", { name: "Details" });
  await details.getByLabel("Addresses after signing out").fill("ftp://shop.example");
  await press(details, "Save");
  await expect(details.getByText("Line 1: This is no whole address.", { exact: false })).toBeVisible();
  await details.getByLabel("Addresses after signing out").fill("https://shop.example/bye");
  await details.getByLabel("Name", { exact: true }).fill("Shop");
  await details.getByRole("checkbox", { name: "Our own application" }).uncheck();
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
  await details
    .getByLabel("Logo", { exact: true })
    .setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: picture });
  await expect(details.getByRole("button", { name: "Remove picture" })).toBeVisible();
  await press(details, "Save");
  await expect(heading(page, "Shop")).toBeVisible();

  const other = await otherBrowser();
  await signIn(other, people.one);
  await expect(heading(other, "Home")).toBeVisible();
  await application.send(other, await application.configure(clientId, secret));
  await expect(heading(other, "Shop wants to sign you in")).toBeVisible();
  const logo = other.locator("img[src^='data:image/png']");
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);

  await press(page, "Delete application");
  await press(page, "Delete Shop");
  await expect(page.getByText("No application yet")).toBeVisible();
  await application.send(other, await application.configure(clientId, secret));
  await expect(other).toHaveURL(/authorization-error/);
  const events = await sql()`select action from audit_events where target_id = ${clientId} order by at`;
  expect(events.map(({ action }) => action)).toEqual([
    "application.created",
    "application.changed",
    "application.deleted",
  ]);
});

test("whoever may not manage applications is told so and shown none", async ({ page, workspace }) => {
  const { id, people } = await workspace({ one: { role: "administrator" } });
  const { clientId } = await makeApplication(id);
  for (const at of ["/settings/applications", `/settings/applications/${clientId}`]) {
    await enter(page, people.one, { at });
    await expect(heading(page, "Applications")).toBeVisible();
    await expect(
      page.getByText("Only people with the right “Manage applications”", { exact: false }).first(),
    ).toBeVisible();
    await expect(page.getByRole("button", { name: "Add application" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await expect(page.getByText("Orders")).toHaveCount(0);
  }
});

test("a scope is put into the workspace's table, and whoever is asked for it proves a second factor", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, one: {} });
  const { clientId, secret } = await makeApplication(id, {
    redirectUris: [application.callback],
    isFirstParty: true,
  });
  const other = await otherBrowser();
  await signIn(other, people.one);
  await expect(heading(other, "Home")).toBeVisible();
  const config = await application.configure(clientId, secret);
  await (await application.send(other, config, { scope: "openid orders" })).redeem();

  await open(page, people.boss, await codes.next(people.boss));
  const terms = page.getByRole("region", { name: "What requests must prove" });
  await expect(terms.getByLabel("Scope", { exact: true })).toHaveCount(4);
  await press(terms, "Add scope");
  await press(terms, "Save");
  await expect(terms.getByText("Enter a scope, without blanks")).toBeVisible();
  await terms.getByLabel("Scope", { exact: true }).last().fill("orders");
  await press(terms, "Remove transfer");
  await terms.getByLabel("A max_age below this").fill("60");
  await press(terms, "Save");
  await expect(page.getByText("Saved. It holds from the next request on.")).toBeVisible();
  await page.reload();
  await expect(terms.getByLabel("A max_age below this")).toHaveValue("60");
  await expect(terms.getByLabel("Scope", { exact: true })).toHaveCount(4);

  await application.send(other, config, { scope: "openid orders" });
  await expect(heading(other, "Set up two-factor authentication")).toBeVisible();
});
