import { beforeEach, expect, test, vi } from "vitest";
import { recordEvent } from "../audit/service";
import { sealAll } from "../audit/testing-chain";
import { useTestDatabase } from "../db/testing";
import { useRaw, withFault } from "../db/testing-faults";
import { makeWorkspace, type Place } from "../identity/testing";
import { deliverDue } from "./delivery/deliver";
import { fanOut } from "./delivery/fan-out";
import { claimDue } from "./delivery/store";
import { createWebhook } from "./service";
import { readStream } from "./stream";
import { fanOutAll, inputFor, makeReader, openPeer, WAYS } from "./testing";

vi.hoisted(() => {
  process.env.WEBHOOKS_ALLOW_PRIVATE = "1";
});
const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const peer = openPeer();

beforeEach(async () => {
  peer.received.length = 0;
  await sql`delete from webhooks`;
});

const happen = ({ workspaceId }: Place, name: string, on = db) =>
  recordEvent(on, {
    workspaceId,
    action: "policy.created",
    actorId: null,
    client: null,
    data: { settings: { name } },
  });

async function hooked() {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  const { id } = await createWebhook(db, actor, inputFor(peer.url(), { actions: ["policy.created"] }));
  return { place, id };
}

const everything = { busy: [], most: 200, mostOfOne: 20 };
const arrivals = () => peer.received.map(({ body }) => JSON.parse(body).data.details.settings.name).sort();

test("two workers never have one delivery at a time", async () => {
  const { place } = await hooked();
  for (let n = 10; n < 40; n++) await happen(place, `p${n}`);
  await fanOutAll(db);
  const other = connect();
  for (let turn = 0; turn < 4; turn++) await Promise.all([deliverDue(db, WAYS), deliverDue(other, WAYS)]);
  expect(arrivals()).toEqual(Array.from({ length: 30 }, (_, n) => `p${n + 10}`));
});

test("what a killed worker had under way another takes over, and the killed one's late word counts for nothing", async () => {
  const { place } = await hooked();
  await happen(place, "p");
  await fanOutAll(db);
  const [lost] = await claimDue(db, everything);
  expect(lost).toMatchObject({ attempts: 1 });
  expect(await claimDue(connect(), everything)).toEqual([]);
  await sql`update webhook_deliveries set next_attempt_at = now()`;
  expect(await deliverDue(connect(), WAYS)).toBe(1);
  expect(peer.received).toHaveLength(1);
  const { markFailed } = await import("./delivery/store");
  if (lost) await markFailed(db, lost, { status: 500, error: "status" });
  const [row] = await sql`select delivered_at, last_status, attempts from webhook_deliveries`;
  expect(row).toMatchObject({ delivered_at: expect.any(Date), last_status: 200, attempts: 2 });
});

test("two fan-outs at once make one delivery of each event", async () => {
  const { place } = await hooked();
  for (let n = 0; n < 20; n++) await happen(place, `p${n}`);
  await sealAll(db);
  const other = connect();
  await Promise.all([fanOut(db), fanOut(other), fanOut(db), fanOut(other)]);
  await fanOutAll(db);
  const [row] =
    await sql`select count(*)::int as count, count(distinct event_id)::int as events from webhook_deliveries`;
  expect(row).toEqual({ count: 20, events: 20 });
});

test("a webhook whose deliveries cannot be written holds up no other, and gets its events later", async () => {
  const { place, id } = await hooked();
  const { id: other } = await createWebhook(
    db,
    await makeReader(db, place),
    inputFor(peer.url(), { actions: ["policy.created"] }),
  );
  await happen(place, "p");
  await sealAll(db);
  const when = `new.webhook_id = '${id}'`;
  await withFault(sql, { table: "webhook_deliveries", when }, () => fanOut(db));
  const kept = async () =>
    (await sql`select webhook_id from webhook_deliveries order by 1`).map((row) => row.webhook_id);
  expect(await kept()).toEqual([other]);
  await fanOutAll(db);
  expect(await kept()).toEqual([id, other].sort());
});

test("an event that is committed late, behind others, is neither skipped nor taken twice, by webhooks and by the stream", async () => {
  const { place } = await hooked();
  const seen: string[] = [];
  let cursor: string | null = null;
  const collect = async () => {
    for (const event of (await readStream(db, place.workspaceId, cursor, 2)) ?? []) {
      cursor = event.cursor;
      if (event.action === "policy.created")
        seen.push(String((event.details.settings as { name: string }).name));
    }
  };
  await sql.begin(async (late) => {
    await late`insert into audit_events (workspace_id, id, action, data)
      values (${place.workspaceId}, 'evt_late', 'policy.created', '{"settings":{"name":"late"}}')`;
    await happen(place, "early");
    const { sealDue } = await import("../audit/chain/seal");
    while (await sealDue(db));
    await fanOut(db);
    for (let turn = 0; turn < 5; turn++) await collect();
    // What is open below it holds everything after it back
    expect(seen).toEqual([]);
  });
  await happen(place, "after");
  await fanOutAll(db);
  for (let turn = 0; turn < 10; turn++) await collect();
  expect(seen.toSorted()).toEqual(["after", "early", "late"]);
  while ((await deliverDue(db, WAYS)) > 0);
  expect(arrivals()).toEqual(["after", "early", "late"]);
});

test("the stream hands out every event once, in pages of any size", async () => {
  const { place } = await hooked();
  for (let n = 0; n < 12; n++) await happen(place, `p${n}`);
  await sealAll(db);
  const whole = (await readStream(db, place.workspaceId, null, 1_000)) ?? [];
  for (const size of [1, 5, 7]) {
    const ids: string[] = [];
    for (let from: string | null = null; ; ) {
      const page: { id: string; cursor: string }[] =
        (await readStream(db, place.workspaceId, from, size)) ?? [];
      ids.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (!last) break;
      from = last.cursor;
    }
    expect(ids).toEqual(whole.map(({ id }) => id));
  }
  expect(await readStream(db, place.workspaceId, "nonsense", 5)).toBeNull();
});
