import type { ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";
import { recordEvent } from "../audit/service";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { UNDER_WAY_OF_ONE } from "./core/limits";
import { clearOldDeliveries, pumpDeliveries } from "./delivery/pump";
import { createWebhook } from "./service";
import { fanOutAll, inputFor, makeReader, openPeer } from "./testing";

vi.hoisted(() => {
  process.env.WEBHOOKS_ALLOW_PRIVATE = "1";
});
const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const hanging = openPeer();
const prompt = openPeer();
const EVENTS = 30;

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
    });
  }
  await fanOutAll(db);
  for (let turn = 0; turn < 200 && prompt.received.length < EVENTS; turn++) await pumpDeliveries(db);
  expect(prompt.received).toHaveLength(EVENTS);
  expect(hanging.received).toHaveLength(UNDER_WAY_OF_ONE);
  const ids = () => new Set(hanging.received.map(({ headers }) => headers["webhook-id"])).size;
  for (let turn = 0; turn < 200; turn++) {
    for (const response of held.splice(0)) response.writeHead(200).end();
    if (!(await pumpDeliveries(db))) break;
  }
  expect([hanging.received.length, ids()]).toEqual([EVENTS, EVENTS]);
  const [row] = await sql`select count(*)::int as count from webhook_deliveries where delivered_at is null`;
  expect(row?.count).toBe(0);
});

test("deliveries that were over a month ago are forgotten, what waits is not", async () => {
  await sql`update webhook_deliveries set created_at = now() - interval '31 days'`;
  const rows = await sql`select id from webhook_deliveries order by id limit 5`;
  const kept = rows.map(({ id }) => String(id));
  await sql`update webhook_deliveries set delivered_at = null where id = any(${kept})`;
  expect(await clearOldDeliveries(db, 10)).toBe(10);
  while ((await clearOldDeliveries(db, 1_000)) > 0);
  const left = await sql`select id from webhook_deliveries order by id`;
  expect(left.map(({ id }) => id)).toEqual(kept);
});
