import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { Peer } from "../lib/webhooks/testing-peer";
import { sql } from "./browser/rows";
import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const BOSS = {
  role: "administrator",
  canManage: true,
  canAudit: true,
  totp: true,
  name: "Zoe Boss",
} satisfies PersonSpec;

async function open(page: Page, person: Person, code: string): Promise<void> {
  await signIn(page, person, { at: "/settings/webhooks" });
  await enterCode(page, code);
  await expect(heading(page, "Webhooks")).toBeVisible();
  await awake(page);
}

/** Makes a webhook on the screen; answers its secret, which is not shown again. */
async function make(page: Page, url: string): Promise<string> {
  await page.getByRole("button", { name: "New webhook" }).click();
  const form = page.getByRole("dialog", { name: "New webhook" });
  await form.getByLabel("Address").fill(url);
  await form.getByLabel("Name").fill("Collector");
  await form.getByRole("radio", { name: "Chosen events" }).check();
  await form.getByRole("button", { name: "Create webhook" }).click();
  await expect(form.getByText("Choose at least one.")).toBeVisible();
  await form.getByRole("checkbox", { name: "Webhook disabled" }).check();
  await form.getByRole("button", { name: "Create webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "Your webhook's secret" });
  const secret = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  return secret;
}

test("an administrator makes a webhook, tests it, and finds what arrived signed with its secret", async ({
  page,
  workspace,
  codes,
}) => {
  const peer = new Peer();
  await peer.open();
  try {
    const { people } = await workspace({ boss: BOSS });
    await open(page, people.boss, await codes.next(people.boss));
    await expect(page.getByText("No webhook yet")).toBeVisible();
    const secret = await make(page, peer.url());
    await page.getByRole("button", { name: "Send test" }).click();
    const sheet = page.getByRole("dialog", { name: "Deliveries" });
    await expect(sheet.getByText("Webhook tested")).toBeVisible();
    await expect(sheet.getByText("answered 200")).toBeVisible();
    const [message] = peer.received;
    expect(new Webhook(secret).verify(message?.body ?? "", message?.headers ?? {})).toMatchObject({
      type: "webhook.tested",
    });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Switch off" }).click();
    await expect(page.getByText("Off", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("button", { name: "Remove webhook" }).click();
    await expect(page.getByText("No webhook yet")).toBeVisible();
  } finally {
    peer.close();
  }
});

test("a dead letter is found in the list, and arrives once it is replayed", async ({
  page,
  workspace,
  codes,
}) => {
  const peer = new Peer();
  await peer.open();
  try {
    const made = await workspace({ boss: BOSS });
    await open(page, made.people.boss, await codes.next(made.people.boss));
    await make(page, peer.url());
    peer.answers.push(500);
    await page.getByRole("button", { name: "Send test" }).click();
    const sheet = page.getByRole("dialog", { name: "Deliveries" });
    await expect(sheet.getByText("answered 500")).toBeVisible();
    await sql()`update webhook_deliveries set dead_at = now() where workspace_id = ${made.id}`;
    await page.reload();
    await awake(page);
    await expect(page.getByText("1 dead letter")).toBeVisible();
    await page.getByRole("button", { name: "Deliveries" }).click();
    await sheet.getByLabel("State").selectOption("Dead letter");
    await expect(sheet.getByText("answered 500")).toBeVisible();
    await sheet.getByRole("button", { name: "Replay all" }).click();
    await sheet.getByLabel("State").selectOption("Delivered");
    await expect(sheet.getByText("answered 200")).toBeVisible();
    expect(new Set(peer.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  } finally {
    peer.close();
  }
});
