import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault } from "../db/testing-faults";
import { ADMIN, makeUser, makeWorkspace } from "../identity/testing";
import { getWebhook, listDeliveries, listWebhooks, replayDead, replayDelivery } from "./overview";
import {
  createWebhook,
  removeWebhook,
  replaceWebhookSecret,
  saveWebhook,
  setWebhookEnabled,
  testWebhook,
} from "./service";
import { inputFor, makeReader } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const INPUT = inputFor("https://hooks.acme.example/in/k3y");
const ALL = { state: null, after: null, limit: 10 };

async function hooked() {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  return { place, actor, ...(await createWebhook(db, actor, INPUT)) };
}

const recorded = async (id: string) =>
  (await sql`select action, data from audit_events where target_id = ${id} order by position, id`).map(
    ({ action, data }) => [action, data],
  );

test("a webhook's secret is in one answer alone: it is kept sealed, and neither list, audit nor mail holds it", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  const other = await makeUser(db, place, ADMIN);
  const { id, secret } = await createWebhook(db, actor, INPUT);
  expect(Buffer.from(secret.replace("whsec_", ""), "base64")).toHaveLength(32);
  const { secret: second } = await replaceWebhookSecret(db, actor, { id, endsOld: "later" });
  const views = JSON.stringify(await listWebhooks(db, place.workspaceId, new Date()));
  for (const one of [secret, second]) {
    expect(views).not.toContain(one);
    for (const table of ["webhooks", "audit_events", "messages"])
      expect(JSON.stringify(await sql.unsafe(`select * from ${table}`))).not.toContain(one);
  }
  const [mail] = await sql`select body from messages where recipient = ${other.email}`;
  expect(mail?.body).toContain("hooks.acme.example");
});

test("the other administrators are mailed where events go, and where they go from a change on", async () => {
  const { place, actor, id } = await hooked();
  const other = await makeUser(db, place, ADMIN);
  await saveWebhook(db, actor, { ...INPUT, id, description: "Another word" });
  expect(await sql`select 1 from messages where recipient = ${other.email}`).toEqual([]);
  await saveWebhook(db, actor, { ...INPUT, id, url: "https://other.acme.example/in/k3y" });
  const mails = await sql`select subject, body from messages where recipient = ${other.email}`;
  expect(mails).toMatchObject([{ subject: expect.stringContaining("other.acme.example") }]);
  expect(mails[0]?.body).toContain("hooks.acme.example");
  expect(mails[0]?.body).not.toContain("k3y");
});

test("every deed is audited, with the host and without what stands behind it", async () => {
  const { actor, id } = await hooked();
  await saveWebhook(db, actor, {
    ...INPUT,
    id,
    url: "https://other.acme.example/in/k3y",
    actions: ["user.joined"],
  });
  await setWebhookEnabled(db, actor, id, false);
  await setWebhookEnabled(db, actor, id, false);
  expect(await codeOf(testWebhook(db, actor, id))).toBe("conflict");
  await setWebhookEnabled(db, actor, id, true);
  await testWebhook(db, actor, id);
  await removeWebhook(db, actor, id);
  const events = await recorded(id);
  expect(events.map(([action]) => action)).toEqual([
    "webhook.created",
    "webhook.changed",
    "webhook.disabled",
    "webhook.enabled",
    "webhook.tested",
    "webhook.removed",
  ]);
  expect(events[1]?.[1]).toMatchObject({
    before: { host: "hooks.acme.example", actions: null },
    after: { host: "other.acme.example", actions: ["user.joined"] },
  });
  expect(JSON.stringify(events)).not.toContain("k3y");
});

test("neither change nor audit exists without the other", async () => {
  const { place, actor, id } = await hooked();
  const before = await getWebhook(db, place.workspaceId, id, new Date());
  await withFault(sql, { table: "audit_events" }, async () => {
    for (const deed of [
      () => createWebhook(db, actor, INPUT),
      () => saveWebhook(db, actor, { id, description: "Changed" }),
      () => setWebhookEnabled(db, actor, id, false),
      () => replaceWebhookSecret(db, actor, { id, endsOld: "now" }),
      () => testWebhook(db, actor, id),
      () => removeWebhook(db, actor, id),
    ])
      expect(await codeOf(deed())).toBe("internal");
  });
  expect(await listWebhooks(db, place.workspaceId, new Date())).toEqual([before]);
});

test("nobody sends out a log that they may not read", async () => {
  const { place, id } = await hooked();
  const blind = await makeReader(db, place, ["manage_applications"]);
  expect(await codeOf(createWebhook(db, blind, INPUT))).toBe("missing_right");
  expect(await codeOf(saveWebhook(db, blind, { ...INPUT, id }))).toBe("missing_right");
  expect(await codeOf(setWebhookEnabled(db, blind, id, true))).toBe("missing_right");
  expect(await codeOf(replaceWebhookSecret(db, blind, { id, endsOld: "now" }))).toBe("missing_right");
});

test.each([
  "http://hooks.acme.example/x",
  "https://127.0.0.1/x",
  "https://[::1]/x",
  "https://169.254.169.254/latest/meta-data",
  "https://metadata.google.internal/x",
  "https://ada:word@hooks.acme.example/x",
  "javascript:alert(1)",
  "hooks",
])("%s is refused when it is named", async (url) => {
  const { actor, id } = await hooked();
  expect(await codeOf(createWebhook(db, actor, inputFor(url)))).toBe("invalid_input");
  expect(await codeOf(saveWebhook(db, actor, { id, url }))).toBe("invalid_input");
});

test("a workspace has 20 webhooks at most", async () => {
  const { actor } = await hooked();
  for (let n = 1; n < 20; n++) await createWebhook(db, actor, INPUT);
  expect(await codeOf(createWebhook(db, actor, INPUT))).toBe("too_many");
});

test("another workspace's webhooks and deliveries are not there", async () => {
  const { actor, id } = await hooked();
  const { deliveryId } = await testWebhook(db, actor, id);
  const place = await makeWorkspace(db);
  const stranger = await makeReader(db, place);
  const own = await createWebhook(db, stranger, INPUT);
  for (const deed of [
    () => getWebhook(db, place.workspaceId, id, new Date()),
    () => listDeliveries(db, place.workspaceId, id, ALL),
    () => saveWebhook(db, stranger, { ...INPUT, id }),
    () => setWebhookEnabled(db, stranger, id, false),
    () => replaceWebhookSecret(db, stranger, { id, endsOld: "now" }),
    () => removeWebhook(db, stranger, id),
    () => testWebhook(db, stranger, id),
    () => replayDead(db, stranger, id),
    () => replayDelivery(db, stranger, { id, deliveryId }),
    () => replayDelivery(db, stranger, { id: own.id, deliveryId }),
  ])
    expect(await codeOf(deed())).toBe("not_found");
});

test("what is on its way is not begun a second time", async () => {
  const { place, actor, id } = await hooked();
  const { deliveryId } = await testWebhook(db, actor, id);
  const key = { id, deliveryId };
  expect(await codeOf(replayDelivery(db, actor, key))).toBe("already_done");
  await sql`update webhook_deliveries set attempts = 3, last_attempt_at = now() - interval '61 seconds',
    next_attempt_at = now() + interval '1 hour' where id = ${deliveryId}`;
  await replayDelivery(db, actor, key);
  const { deliveries } = await listDeliveries(db, place.workspaceId, id, ALL);
  expect(deliveries).toMatchObject([{ attempts: 0, state: "waiting" }]);
  expect(Date.parse(deliveries[0]?.nextAttemptAt ?? "")).toBeLessThanOrEqual(Date.now());
});

test("deliveries are listed newest first, page by page, and by their state", async () => {
  const { place, actor, id } = await hooked();
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await testWebhook(db, actor, id)).deliveryId);
  await sql`update webhook_deliveries set dead_at = now() where id = ${made[0] ?? ""}`;
  await sql`update webhook_deliveries set delivered_at = now() where id = ${made[1] ?? ""}`;
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await listDeliveries(db, place.workspaceId, id, { state: null, after, limit: 2 });
    seen.push(...page.deliveries.map((one) => one.id));
    after = page.next;
    if (after === null) break;
  }
  expect(seen).toEqual([...made].sort().reverse());
  const idsIn = async (state: "dead" | "delivered" | "waiting") =>
    (await listDeliveries(db, place.workspaceId, id, { ...ALL, state })).deliveries.map((one) => one.id);
  expect(await idsIn("dead")).toEqual([made[0]]);
  expect(await idsIn("delivered")).toEqual([made[1]]);
  expect(await idsIn("waiting")).toHaveLength(3);
});
