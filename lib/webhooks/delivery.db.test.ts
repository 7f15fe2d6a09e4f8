import { Webhook } from "standardwebhooks";
import { beforeEach, expect, test, vi } from "vitest";
import { recordEvent } from "../audit/service";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace, type Place } from "../identity/testing";
import { MOST_ATTEMPTS } from "./core/limits";
import { deliverDue } from "./delivery/deliver";
import { getWebhook, listDeliveries, replayDead, replayDelivery } from "./overview";
import { createWebhook, replaceWebhookSecret, setWebhookEnabled, testWebhook } from "./service";
import { fanOutAll, inputFor, makeReader, openPeer, WAYS } from "./testing";

vi.hoisted(() => {
  process.env.WEBHOOKS_ALLOW_PRIVATE = "1";
});
const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const peer = openPeer();

beforeEach(async () => {
  peer.received.length = 0;
  peer.answers.length = 0;
  // What an earlier test left waiting is not this one's
  await sql`delete from webhooks`;
});

const happen = ({ workspaceId }: Place, action: "policy.created" | "user.joined" = "policy.created") => {
  const data = action === "policy.created" ? { settings: { name: "Staff" } } : {};
  return recordEvent(db, { workspaceId, action, actorId: null, client: null, data });
};

/** A webhook that gets what the test makes happen. */
async function hooked(url = peer.url()) {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  const input = inputFor(url, { actions: ["policy.created"] });
  const { id, secret } = await createWebhook(db, actor, input);
  const view = () => getWebhook(db, place.workspaceId, id, new Date());
  const deliveries = async () =>
    (await listDeliveries(db, place.workspaceId, id, { state: null, after: null, limit: 100 })).deliveries;
  return { place, actor, id, secret, view, deliveries };
}

const makeDue = () => sql`update webhook_deliveries set next_attempt_at = now()`;
const deliver = () => deliverDue(db, WAYS);

test("an event arrives once, in the published shape, with a signature that the package verifies", async () => {
  const { place, secret, deliveries } = await hooked();
  await happen(place);
  await happen(place, "user.joined");
  await fanOutAll(db);
  expect(await deliver()).toBe(1);
  expect(await deliver()).toBe(0);
  const [message] = peer.received;
  const payload = new Webhook(secret).verify(message?.body ?? "", message?.headers ?? {});
  expect(payload).toMatchObject({
    type: "policy.created",
    data: {
      action: "policy.created",
      actor: { kind: "system", id: null },
      details: { settings: { name: "Staff" } },
    },
  });
  const [delivery] = await deliveries();
  expect(delivery).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 200, nextAttemptAt: null });
  expect(message?.headers["webhook-id"]).toBe(delivery?.id);
  expect(() =>
    new Webhook("whsec_c29tZWJvZHkgZWxzZQ==").verify(message?.body ?? "", message?.headers ?? {}),
  ).toThrow();
});

test("an outage: 500 is tried again under the same id, and arrives", async () => {
  const { place, deliveries, view } = await hooked();
  await happen(place);
  await fanOutAll(db);
  peer.answers.push(500);
  await deliver();
  const [failed] = await deliveries();
  expect(failed).toMatchObject({ state: "waiting", attempts: 1, lastStatus: 500, lastError: "status" });
  const wait = Date.parse(failed?.nextAttemptAt ?? "") - Date.parse(failed?.lastAttemptAt ?? "");
  expect(wait).toBeGreaterThanOrEqual(30_000);
  expect(wait).toBeLessThanOrEqual(33_000);
  expect((await view()).failingSince).not.toBeNull();
  expect(await deliver()).toBe(0);
  await makeDue();
  await deliver();
  expect(await deliveries()).toMatchObject([{ state: "delivered", attempts: 2, lastError: null }]);
  expect((await view()).failingSince).toBeNull();
  expect(new Set(peer.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test.each([
  ["a redirect", (): number => 302, { lastStatus: 302, lastError: "redirect" }],
  ["no answer", () => () => undefined, { lastStatus: null, lastError: "timeout" }],
])("%s is a failure, and waits for its next attempt", async (_what, answer, expected) => {
  const { place, deliveries } = await hooked();
  await happen(place);
  await fanOutAll(db);
  peer.answers.push(answer());
  await deliver();
  expect(await deliveries()).toMatchObject([{ state: "waiting", attempts: 1, ...expected }]);
});

test("where private addresses are not allowed nothing is sent, and the delivery says why", async () => {
  const { place, deliveries } = await hooked(peer.url("hooks.acme.example"));
  await sql`update webhooks set url = ${`https://hooks.acme.example:${peer.port}/hook`}`;
  await happen(place);
  await fanOutAll(db);
  await deliverDue(db, { ...WAYS, allowsPrivate: false });
  expect(await deliveries()).toMatchObject([{ state: "waiting", lastStatus: null, lastError: "not_public" }]);
  expect(peer.received).toEqual([]);
});

test("a replaced secret signs beside the new one, until its day is over", async () => {
  const { place, actor, id, secret: first } = await hooked();
  const { secret: second } = await replaceWebhookSecret(db, actor, { id, endsOld: "later" });
  const opens = ({ body, headers }: (typeof peer.received)[number], secret: string) => {
    try {
      return Boolean(new Webhook(secret).verify(body, headers));
    } catch {
      return false;
    }
  };
  for (const isOver of [false, true]) {
    if (isOver) await sql`update webhooks set previous_until = now() - interval '1 second'`;
    await happen(place);
    await fanOutAll(db);
    await deliver();
    const message = peer.received.at(-1);
    if (!message) throw new Error("nothing arrived");
    expect([opens(message, first), opens(message, second)]).toEqual([!isOver, true]);
  }
  await replaceWebhookSecret(db, actor, { id, endsOld: "now" });
  await testWebhook(db, actor, id);
  await deliver();
  expect(opens(peer.received.at(-1) as (typeof peer.received)[number], second)).toBe(false);
});

test("410 switches the webhook off, once, and tells whoever made it; on again, it goes on where it stopped", async () => {
  const { place, actor, id, view, deliveries } = await hooked();
  await happen(place);
  await happen(place);
  await fanOutAll(db);
  peer.answers.push(410, 410);
  await deliver();
  expect(await view()).toMatchObject({ disabledFor: "gone", waiting: 2 });
  const mails = await sql`select recipient, body from messages where workspace_id = ${place.workspaceId}`;
  expect(mails.filter(({ body }) => String(body).includes("410"))).toMatchObject([
    { recipient: actor.subject.user.email },
  ]);
  const told =
    await sql`select data from audit_events where action = 'webhook.disabled' and target_id = ${id}`;
  expect(told).toMatchObject([{ data: { reason: "gone" } }]);

  await happen(place);
  await fanOutAll(db);
  await makeDue();
  expect(await deliver()).toBe(0);
  await setWebhookEnabled(db, actor, id, true);
  await fanOutAll(db);
  expect(await deliver()).toBe(3);
  expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
});

test("three days of nothing but failures switch it off, and no sooner", async () => {
  const { place, view } = await hooked();
  await happen(place);
  await fanOutAll(db);
  peer.answers.push(500);
  await deliver();
  await sql`update webhooks set failing_since = now() - interval '71 hours 59 minutes'`;
  peer.answers.push(500);
  await makeDue();
  await deliver();
  expect(await view()).toMatchObject({ disabledAt: null });
  await sql`update webhooks set failing_since = now() - interval '72 hours'`;
  peer.answers.push(500);
  await makeDue();
  await deliver();
  expect(await view()).toMatchObject({ disabledFor: "failing" });
  const mails = await sql`select body from messages where workspace_id = ${place.workspaceId}`;
  expect(mails.filter(({ body }) => String(body).includes("three days"))).toHaveLength(1);
});

test("after its last attempt a delivery is a dead letter, and replay brings it back", async () => {
  const { place, actor, id, view, deliveries } = await hooked();
  await happen(place);
  await happen(place);
  await fanOutAll(db);
  await sql`update webhook_deliveries set attempts = ${MOST_ATTEMPTS - 1}`;
  peer.answers.push(500, 500);
  await deliver();
  expect(await view()).toMatchObject({ waiting: 0, dead: 2 });
  await makeDue();
  expect(await deliver()).toBe(0);
  const [newest] = await deliveries();
  await replayDelivery(db, actor, { id, deliveryId: newest?.id ?? "" });
  expect(await deliver()).toBe(1);
  expect(await replayDead(db, actor, id)).toEqual({ count: 1 });
  expect(await replayDead(db, actor, id)).toEqual({ count: 0 });
  expect(await deliver()).toBe(1);
  expect(await view()).toMatchObject({ waiting: 0, dead: 0 });
  const replayed =
    await sql`select data from audit_events where action = 'webhook.replayed' and target_id = ${id}`;
  expect(replayed.map(({ data }) => data)).toEqual([{ deliveryId: newest?.id }, { count: 1 }]);
});

test("a test is delivered at once and once, whatever actions the webhook gets", async () => {
  const { actor, id, deliveries } = await hooked();
  const { deliveryId } = await testWebhook(db, actor, id);
  expect(await deliver()).toBe(1);
  expect(JSON.parse(peer.received[0]?.body ?? "")).toMatchObject({
    type: "webhook.tested",
    data: { target_id: id },
  });
  await sql`update webhooks set actions = null`;
  await fanOutAll(db);
  expect((await deliveries()).filter(({ action }) => action === "webhook.tested")).toMatchObject([
    { id: deliveryId, state: "delivered" },
  ]);
});

test("an event that retention has dropped meanwhile is a dead letter that says so", async () => {
  const { place, deliveries } = await hooked();
  await happen(place);
  await fanOutAll(db);
  await sql`update webhook_deliveries set event_id = 'evt_dropped'`;
  await deliver();
  expect(await deliveries()).toMatchObject([{ state: "dead", lastError: "event_dropped" }]);
  expect(peer.received).toEqual([]);
});
