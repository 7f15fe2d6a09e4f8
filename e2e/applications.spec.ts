import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { awake, enterCode, enterPassword, expect, heading, setUpApp, signIn, test } from "./fixtures";
import { makeApplication, requestOf } from "./oidc/applications";
import { askingDevice } from "./oidc/device";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** The application: it answers whatever it is asked with the same words. */
const application = createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<h1>Back at the application</h1>");
});
let home: string;

test.beforeAll(async () => {
  await new Promise<void>((resolve) => application.listen(0, "127.0.0.1", resolve));
  home = `http://localhost:${(application.address() as AddressInfo).port}/`;
});
test.afterAll(() => application.close());

const applicationOf = (workspaceId: string, isFirstParty: boolean) =>
  makeApplication(workspaceId, { isFirstParty, redirectUris: [`${home}callback`], postLogoutUris: [home] });

const addressOf = (clientId: string, query: Record<string, string>): string =>
  requestOf(clientId, { redirect_uri: `${home}callback`, ...query }).address;

async function expectBack(page: Page): Promise<URL> {
  await expect(heading(page, "Back at the application")).toBeVisible();
  return new URL(page.url());
}

test("an application asks for consent once, the user leaves something out, and ends its access later", async ({
  page,
  workspace,
}) => {
  const { id, people } = await workspace({ one: {} });
  const { clientId } = await applicationOf(id, false);
  const address = addressOf(clientId, { scope: "openid email orders" });
  await page.goto(address);
  await enterPassword(page, people.one);
  await expect(heading(page, "Orders wants to sign you in")).toBeVisible();
  await awake(page);
  await page.getByLabel("Your email address").uncheck();
  await press(page, "Allow");
  expect((await expectBack(page)).searchParams.get("code")).toBeTruthy();

  await page.goto(addressOf(clientId, { scope: "openid orders" }));
  await expectBack(page);

  await page.goto("/settings/applications-connected");
  await awake(page);
  const row = page.getByRole("listitem", { name: "Orders" });
  await expect(row).toContainText("May: orders");
  await row.getByRole("button", { name: "End access" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End access" }).click();
  await expect(page.getByText("No application yet")).toBeVisible();
  await page.goto(addressOf(clientId, { scope: "openid orders" }));
  await expect(heading(page, "Orders wants to sign you in")).toBeVisible();
  await awake(page);
  await press(page, "Deny");
  expect((await expectBack(page)).searchParams.get("error")).toBe("access_denied");
  await page.goto("/consent?interaction=of-another-day");
  await expect(heading(page, "This sign-in is over")).toBeVisible();
});

test("set-up that is required comes in the middle of signing in to an application, and the same request finishes", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ one: { isRequired: true } });
  const { clientId } = await applicationOf(id, true);
  const address = addressOf(clientId, { state: "the-same-request" });
  await page.goto(address);
  await enterPassword(page, people.one);
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  await setUpApp(page, codes, people.one);
  const back = await expectBack(page);
  expect(back.searchParams.get("state")).toBe("the-same-request");
  expect(back.searchParams.get("code")).toBeTruthy();
});

test("an application asks for a proof of whoever is signed in, and for a factor of whoever has none", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ one: { totp: true }, bare: {} });
  const { clientId } = await applicationOf(id, true);
  const address = addressOf(clientId, { scope: "openid payment", prompt: "login" });
  await signIn(page, people.one);
  await enterCode(page, await codes.next(people.one));
  await expect(heading(page, "Home")).toBeVisible();
  await page.goto(address);
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await expect(page.getByText("Orders asks")).toBeVisible();
  await enterCode(page, await codes.next(people.one));
  expect((await expectBack(page)).searchParams.get("code")).toBeTruthy();

  const other = await otherBrowser();
  await signIn(other, people.bare);
  await expect(heading(other, "Home")).toBeVisible();
  await other.goto(address);
  await expect(heading(other, "Set up two-factor authentication")).toBeVisible();
  await awake(other);
  await press(other, "Back to Orders");
  expect((await expectBack(other)).searchParams.get("error")).toBe("access_denied");
});

test("a program without a browser shows a code; the person sees who asks and allows it", async ({
  page,
  workspace,
}) => {
  const { id, people } = await workspace({ one: {} });
  const { code } = await askingDevice(id);
  await signIn(page, people.one, { at: "/device" });
  await awake(page);
  await page.getByLabel("Code").fill(code.toLowerCase().replace("-", " "));
  await press(page, "Continue");
  await expect(heading(page, "Allow Command line on this device?")).toBeVisible();
  await expect(page.getByText("billing-cli/2.1")).toBeVisible();
  await press(page, "Allow");
  await expect(heading(page, "Command line wants to sign you in")).toBeVisible();
  await awake(page);
  await press(page, "Allow");
  await expect(heading(page, "The device is connected")).toBeVisible();
});

test("an application asks to sign out; the user says so, and comes back to it signed out", async ({
  page,
  workspace,
}) => {
  const { id, people } = await workspace({ one: {} });
  const { clientId } = await applicationOf(id, true);
  await signIn(page, people.one);
  await expect(heading(page, "Home")).toBeVisible();
  const query = new URLSearchParams({
    client_id: clientId,
    post_logout_redirect_uri: home,
  });
  await page.goto(`/oidc/logout?${query}`);
  await expect(heading(page, "Sign out?")).toBeVisible();
  await awake(page);
  await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
  await expectBack(page);
  await page.goto("/dashboard");
  await expect(heading(page, "Sign in")).toBeVisible();
});
