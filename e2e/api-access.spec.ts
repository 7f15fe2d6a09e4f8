import type { APIRequestContext, Page } from "@playwright/test";
import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

async function open(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person, { at: "/settings/api" });
  await enterCode(page, code);
  await expect(heading(page, "API access")).toBeVisible();
  await awake(page);
}

/** What the dialog shows this once, and then never again. */
async function takeSecret(page: Page): Promise<{ clientId: string; secret: string }> {
  const dialog = page.getByRole("dialog", { name: "Your client's secret" });
  await expect(dialog.locator("code")).toHaveCount(2);
  const [clientId = "", secret = ""] = await dialog.locator("code").allInnerTexts();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(secret)).toHaveCount(0);
  return { clientId, secret };
}

async function tokenOf(request: APIRequestContext, client: { clientId: string; secret: string }) {
  const form = { grant_type: "client_credentials", client_id: client.clientId, client_secret: client.secret };
  const response = await request.post("/oauth/token", { form });
  return {
    status: response.status(),
    token: ((await response.json()) as { access_token?: string }).access_token,
  };
}

const statusOf = async (request: APIRequestContext, token = "", path = "/users") =>
  (await request.get(`/api/v2${path}`, { headers: { authorization: `Bearer ${token}` } })).status();

test("an administrator makes a machine client, gets its secret once, and revokes it at once", async ({
  page,
  request,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  await open(page, people.boss, await codes.next(people.boss));
  await expect(page.getByText("No machine client yet")).toBeVisible();
  await page.getByRole("button", { name: "New machine client" }).click();
  const form = page.getByRole("dialog", { name: "New machine client" });
  await form.getByRole("button", { name: "Create machine client" }).click();
  await expect(form.getByText("Choose at least one.")).toBeVisible();
  await form.getByLabel("Name").fill("Provisioning");
  await form.getByRole("checkbox", { name: "read:users", exact: true }).check();
  await form.getByRole("button", { name: "Create machine client" }).click();
  const client = await takeSecret(page);

  const { token } = await tokenOf(request, client);
  expect(await statusOf(request, token)).toBe(200);
  expect(await statusOf(request, token, "/help-requests")).toBe(403);
  await page.reload();
  await expect(page.getByText(client.clientId)).toBeVisible();
  await expect(page.getByText("Never", { exact: true })).toHaveCount(0);

  await awake(page);
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("button", { name: "Revoke Provisioning" }).click();
  await expect(page.getByText("No machine client yet")).toBeVisible();
  expect(await statusOf(request, token)).toBe(401);
  expect((await tokenOf(request, client)).status).toBe(401);
});

test("a client that is bounded to a policy reaches nobody else, and its secret is replaced without a gap", async ({
  page,
  request,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS, inside: { isPrivileged: true }, outside: {} });
  await open(page, people.boss, await codes.next(people.boss));
  await page.getByRole("button", { name: "New machine client" }).click();
  const form = page.getByRole("dialog", { name: "New machine client" });
  await form.getByLabel("Name").fill("Helpdesk");
  await form.getByRole("checkbox", { name: "read:users", exact: true }).check();
  await form.getByRole("radio", { name: "Users of chosen policies" }).check();
  await form.getByRole("checkbox", { name: "Privileged" }).check();
  await form.getByRole("button", { name: "Create machine client" }).click();
  const first = await takeSecret(page);
  const { token } = await tokenOf(request, first);
  expect(await statusOf(request, token, `/users/${people.inside.id}`)).toBe(200);
  expect(await statusOf(request, token, `/users/${people.outside.id}`)).toBe(404);

  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("button", { name: "Make new secret" }).click();
  const second = await takeSecret(page);
  for (const client of [first, second]) expect((await tokenOf(request, client)).status).toBe(200);
});
