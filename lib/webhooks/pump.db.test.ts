import type { ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";
import { recordEvent } from "../audit/service";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { UNDER_WAY_OF_ONE } from "./core/limits";
import { clearOldDeliveries, pumpDeliveries } from "./delivery/pump";
import { createWebhook, testWebhook } from "./service";
import { fanOutAll, inputFor, makeReader, openPeer, WAYS } from "./testing";

vi.hoisted(() => {
  process.env.WEBHOOKS_ALLOW_PRIVATE = "1";
});
const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const hanging = openPeer();
const prompt = openPeer();
const EVENTS = 30;
/** However slow this machine is, nothing ends by itself. */
const PATIENT = { ...WAYS, attemptMs: 60_000 };

test("a webhook that hangs holds up itself alone, and gets the rest once it answers", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  const held: ServerResponse[] = [];
  for (const peer of [hanging, prompt])
    await createWebhook(db, actor, inputFor(peer.url(), { actions: ["policy.created"] }));
  for (let n = 0; n < EVENTS; n++) {
    hanging.answers.push((_request, response) => void held.push(response));
    await recordEvent(db, {
      workspaceId: place.workspaceId,
      action: "policy.created",
      actorId: null,
      client: null,
      data: { settings: {} },
    });
  }
  await fanOutAll(db);
  for (let turn = 0; turn < 200 && prompt.received.length < EVENTS; turn++) await pumpDeliveries(db, PATIENT);
  expect(prompt.received).toHaveLength(EVENTS);
  expect(hanging.received).toHaveLength(UNDER_WAY_OF_ONE);
  const ids = () => new Set(hanging.received.map(({ headers }) => headers["webhook-id"])).size;
  for (let turn = 0; turn < 200; turn++) {
    for (const response of held.splice(0)) response.writeHead(200).end();
    if (!(await pumpDeliveries(db, PATIENT))) break;
  }
  expect([hanging.received.length, ids()]).toEqual([EVENTS, EVENTS]);
  const [row] = await sql`select count(*)::int as count from webhook_deliveries where delivered_at is null`;
  expect(row?.count).toBe(0);
});

test("deliveries that were over a month ago are forgotten, what waits is not", async () => {
  const actor = await makeReader(db, await makeWorkspace(db));
  const { id } = await createWebhook(db, actor, inputFor(prompt.url(), { actions: ["policy.created"] }));
  const made: string[] = [];
  for (let n = 0; n < 6; n++) made.push((await testWebhook(db, actor, id)).deliveryId);
  const [waiting = "", dead = "", recent = "", ...delivered] = made;
  await sql`update webhook_deliveries set created_at = now() - interval '31 days' where id <> ${recent}`;
  await sql`update webhook_deliveries set dead_at = now() where id = ${dead}`;
  await sql`update webhook_deliveries set delivered_at = now() where id = any(${[recent, ...delivered]})`;
  expect(await clearOldDeliveries(db, 3)).toBe(3);
  while ((await clearOldDeliveries(db, 1_000)) > 0);
  const left = await sql`select id from webhook_deliveries where webhook_id = ${id}`;
  expect(left.map((row) => row.id).sort()).toEqual([waiting, recent].sort());
});
