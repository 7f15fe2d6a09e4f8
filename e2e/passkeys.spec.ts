import type { Page } from "@playwright/test";
import { sql } from "./browser/rows";
import { awake, createPasskey, enter, expect, heading, inbox, signOut, test } from "./fixtures";

const HERE = "/settings/two-factor";
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const seen = (page: Page, name: string) => expect(heading(page, name)).toBeVisible();

type Told = {
  all: { userId: string; allAcceptedCredentialIds: string[] }[];
  unknown: { credentialId: string }[];
};

/** Writes down what the page tells the password manager; kept over page loads. */
async function listen(page: Page): Promise<() => Promise<Told>> {
  const told: Told = { all: [], unknown: [] };
  await page.exposeFunction("tellTest", (kind: keyof Told, options: never) => told[kind].push(options));
  await page.addInitScript(() => {
    const { tellTest } = window as unknown as { tellTest: (kind: string, options: unknown) => Promise<void> };
    Object.assign(PublicKeyCredential, {
      signalAllAcceptedCredentials: (options: unknown) => tellTest("all", options),
      signalUnknownCredential: (options: unknown) => tellTest("unknown", options),
    });
  });
  return async () => told;
}

/** A passkey for signing in, made on the settings page. */
async function addPasskey(page: Page): Promise<void> {
  await awake(page);
  await press(page, "Add a passkey for signing in");
  await createPasskey(page);
  await expect(page.getByText("The new factor was added")).toBeVisible();
}

test("a passkey shows who keeps it, and whether it is on one device or on all", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ kim: {} });
  await authenticator(page, { isPresent: false }).then((device) => device.setPresent(true));
  await enter(page, people.kim, { at: HERE });
  await seen(page, "Two-factor authentication");
  await addPasskey(page);
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Passkey" });
  await expect(row.getByText("On one device")).toBeVisible();
  await sql()`update credentials set data = data || ${sql().json({
    aaguid: "bada5566-a7aa-401f-bd96-45619a55120d",
    deviceType: "multiDevice",
  })} where user_id = ${people.kim.id}`;
  await page.reload();
  await expect(row.getByText("1Password")).toBeVisible();
  await expect(row.getByText("Synced", { exact: true })).toBeVisible();
});

test("a password manager is told which passkeys there are, when one is removed, and of one that is not known", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ kim: {} });
  const told = await listen(page);
  const device = await authenticator(page, { isPresent: false });
  await enter(page, people.kim, { at: HERE });
  await seen(page, "Two-factor authentication");
  await device.setPresent(true);
  await addPasskey(page);
  const [made] = await device.credentials();
  const id = Buffer.from(made?.credentialId ?? "", "base64").toString("base64url");
  await expect.poll(async () => (await told()).all.at(-1)?.allAcceptedCredentialIds).toEqual([id]);
  await press(page, "Remove");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect.poll(async () => (await told()).all.at(-1)?.allAcceptedCredentialIds).toEqual([]);
  await signOut(page);
  await press(page, "Sign in with a passkey");
  await expect(page.getByText("This passkey is not known here")).toBeVisible();
  expect((await told()).unknown.at(-1)).toEqual({ rpId: "localhost", credentialId: id });
});

test("A46 a passkey whose counter ran backwards is refused, kept and told of, and the way out is a new one", async ({
  page,
  workspace,
  authenticator,
}) => {
  const { people } = await workspace({ kim: {} });
  const device = await authenticator(page, { isPresent: false });
  await enter(page, people.kim, { at: HERE });
  await seen(page, "Two-factor authentication");
  await device.setPresent(true);
  await addPasskey(page);
  await sql()`update credentials set counter = 1000000 where user_id = ${people.kim.id}`;
  await signOut(page);
  await press(page, "Sign in with a passkey");
  const subjects = async () => (await inbox(page, people.kim)).map(({ subject }) => subject ?? "");
  await expect.poll(subjects).toContainEqual(expect.stringMatching(/^A passkey was refused/));
  await device.setPresent(false);
  await enter(page, people.kim, { at: HERE });
  await seen(page, "Two-factor authentication");
  await expect(page.getByText("Refused: may be copied")).toBeVisible();
  expect(
    await sql()`select 1 from credentials where user_id = ${people.kim.id} and suspect_at is not null`,
  ).toHaveLength(1);
  await press(page, "Remove");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(page.getByText("Refused: may be copied")).toHaveCount(0);
});
