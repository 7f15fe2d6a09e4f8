// One file: every case is about the same three sealed blocks, altered, cut or written to by others.
import { type SQL, sql as text } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import type { Db } from "../../db/client";
import { APP_ROLE } from "../../db/role";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { makeWorkspace } from "../../identity/testing";
import { recordEvent } from "../service";
import { sealAll, verifyAll } from "../testing-chain";
import { type Block, blockText, hashEvent, hashEvents, NO_BLOCK } from "./hash";
import { stateRetention } from "./retention";
import { sealDue } from "./seal";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const owner = postgres(database.url, { max: 2, onnotice: () => undefined });
const application = postgres(database.url, { max: 2, connection: { role: APP_ROLE } });
afterAll(() => Promise.all([owner.end(), application.end()]));

const write = (on: Db, workspaceId: string, name: string) =>
  recordEvent(on, {
    workspaceId,
    action: "application.deleted",
    actorId: `usr_${name}`,
    client: null,
    data: { name },
  });

/**
 * A workspace with three sealed blocks of four events, each of one transaction: what others write on the same server may
 * divide a block between transactions, never within one.
 */
async function makeChain(): Promise<string> {
  const { workspaceId } = await makeWorkspace(db);
  for (const turn of [1, 2, 3]) {
    await db.transaction(async (tx) => {
      for (const name of ["a", "b", "c", "d"]) await write(tx, workspaceId, `${name}${turn}`);
    });
    await sealAll(db);
  }
  return workspaceId;
}

const blocksOf = (workspaceId: string) =>
  sql`select * from audit_blocks where workspace_id = ${workspaceId} order by number`;

/** What the superuser can do to a record; the verification looks on from the same transaction, which is then undone. */
async function findingsAfter(workspaceId: string, deed: (tx: Db) => Promise<unknown>) {
  const undone = new Error("undone");
  let kinds: string[] = [];
  await drizzle(owner)
    .transaction(async (tx) => {
      await deed(tx);
      const { findings } = await verifyAll(tx, workspaceId);
      kinds = findings.map(({ kind, block, events }) => [kind, block, events ?? ""].join(" ").trim());
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return kinds;
}

const TAMPERING: [string, (id: string) => SQL, string[]][] = [
  [
    "a changed detail",
    (id) =>
      text`update audit_events set data = '{"name":"x"}' where workspace_id = ${id} and data->>'name' = 'b2'`,
    ["events_changed 2"],
  ],
  [
    "a changed actor",
    (id) =>
      text`update audit_events set actor_id = 'usr_x' where workspace_id = ${id} and data->>'name' = 'a1'`,
    ["events_changed 1"],
  ],
  [
    "a changed time",
    (id) =>
      text`update audit_events set at = at + interval '1 microsecond' where workspace_id = ${id} and data->>'name' = 'a1'`,
    ["events_changed 1"],
  ],
  [
    "a changed address",
    (id) => text`update audit_events set ip = '' where workspace_id = ${id} and data->>'name' = 'd3'`,
    ["events_changed 3"],
  ],
  [
    "a removed event",
    (id) => text`delete from audit_events where workspace_id = ${id} and data->>'name' = 'c2'`,
    ["events_removed 2 1"],
  ],
  [
    "an event moved to another workspace",
    (id) =>
      text`update audit_events set workspace_id = 'wsp_x' where workspace_id = ${id} and data->>'name' = 'c3'`,
    ["events_removed 3 1"],
  ],
  [
    "two events that changed places",
    (id) => text`update audit_events a set data = b.data, actor_id = b.actor_id from audit_events b
      where a.workspace_id = ${id} and b.workspace_id = ${id} and a.data->>'name' in ('a2', 'b2')
        and b.data->>'name' in ('a2', 'b2') and a.id <> b.id`,
    ["events_changed 2"],
  ],
  [
    "an event put in between",
    (id) => text`insert into audit_events (workspace_id, id, position, action)
      select workspace_id, 'evt_x', position, 'session.ended' from audit_events where workspace_id = ${id} and data->>'name' = 'b1'`,
    ["events_added 1 1"],
  ],
  [
    "an event put into another month of a sealed turn",
    (id) => text`insert into audit_events (workspace_id, id, at, position, action)
      select workspace_id, 'evt_x', at + interval '1 month', position, 'session.ended' from audit_events
      where workspace_id = ${id} and data->>'name' = 'b1'`,
    ["events_added 1 1"],
  ],
  [
    "a removed block",
    (id) => text`delete from audit_blocks where workspace_id = ${id} and number = 2`,
    ["block_missing 3"],
  ],
  [
    "a removed last block, its events kept",
    (id) => text`delete from audit_blocks where workspace_id = ${id} and number = 3`,
    ["block_missing 3"],
  ],
  ["a removed chain", (id) => text`delete from audit_blocks where workspace_id = ${id}`, ["block_missing 1"]],
  [
    "a block with another count",
    (id) => text`update audit_blocks set events = 3 where workspace_id = ${id} and number = 2`,
    ["events_added 2 1", "block_changed 2"].toSorted(),
  ],
  [
    "a block that names another key",
    (id) => text`update audit_blocks set key_id = 'k9' where workspace_id = ${id} and number = 1`,
    ["key_unknown 1"],
  ],
  [
    "months said to be dropped, without a statement",
    (id) => text`delete from audit_events where workspace_id = ${id}`,
    ["events_removed 1 4", "events_removed 2 4", "events_removed 3 4"],
  ],
];

test.each(TAMPERING)("A84 %s is found", async (_what, deed, expected) => {
  const workspaceId = await makeChain();
  expect(await findingsAfter(workspaceId, async () => undefined)).toEqual([]);
  expect((await findingsAfter(workspaceId, (tx) => tx.execute(deed(workspaceId)))).toSorted()).toEqual(
    expected,
  );
});

const toBlock = (row: postgres.Row): Block => ({
  workspaceId: row.workspace_id,
  number: row.number,
  month: row.month.toISOString().slice(0, 10),
  fromPosition: Number(row.from_position),
  toPosition: Number(row.to_position),
  events: row.events,
  eventsHash: row.events_hash,
  previousHash: row.previous_hash,
  hash: row.hash,
  keyId: row.key_id,
  signature: row.signature,
  sealedAt: row.sealed_at,
});

test("A84 whoever owns the database and recomputes the whole chain is found: they cannot sign", async () => {
  const workspaceId = await makeChain();
  const found = await findingsAfter(workspaceId, async (tx) => {
    await tx.execute(
      text`delete from audit_events where workspace_id = ${workspaceId} and data->>'name' = 'c2'`,
    );
    const { createHash } = await import("node:crypto");
    let previousHash = NO_BLOCK;
    for (const row of await blocksOf(workspaceId)) {
      const events =
        await tx.execute(text`select workspace_id as "workspaceId", id, (extract(epoch from at) * 1000000)::bigint::text as at,
        position::float8, action, result, actor_kind as "actorKind", actor_id as "actorId", target_id as "targetId", ip,
        user_agent as "userAgent", request_id as "requestId", data::text as data from audit_events
        where workspace_id = ${workspaceId} and position >= ${row.from_position} and position < ${row.to_position}
        order by position, id`);
      const eventsHash = hashEvents(events.map((event) => hashEvent(event as never)));
      const block = { ...toBlock(row), events: events.length, eventsHash, previousHash };
      previousHash = createHash("sha256").update(blockText(block)).digest("hex");
      await tx.execute(text`update audit_blocks set events = ${block.events}, events_hash = ${eventsHash}, hash = ${previousHash},
        previous_hash = ${block.previousHash} where workspace_id = ${workspaceId} and number = ${block.number}`);
    }
  });
  expect(found).toEqual(["signature_wrong 2", "signature_wrong 3"]);
});

test("A84 months that the operator dropped, and said so with a signature, are no finding; others are", async () => {
  const workspaceId = await makeChain();
  const next = new Date(Date.now() + 32 * 86_400_000).toISOString().slice(0, 7);
  const drop = async (tx: Db, before: string, forged: boolean) => {
    await tx.execute(text`delete from audit_events where workspace_id = ${workspaceId}`);
    const stated = {
      ...stateRetention(workspaceId, `${before}-01`),
      ...(forged ? { before: "2099-01-01" } : {}),
    };
    await tx.execute(text`insert into audit_events (workspace_id, id, action, data)
      values (${workspaceId}, 'evt_x', 'audit.retained', ${JSON.stringify(stated)}::jsonb)`);
  };
  expect(await findingsAfter(workspaceId, (tx) => drop(tx, next, false))).toEqual([]);
  expect(
    await findingsAfter(workspaceId, (tx) => drop(tx, next.replace(/^\d{4}/, "2020"), false)),
  ).toHaveLength(3);
  expect(await findingsAfter(workspaceId, (tx) => drop(tx, "2020-01", true))).toHaveLength(3);
});

test("A84 an event that commits late holds the sealing back, so that nothing is passed over; nobody waits for anybody", async () => {
  const { workspaceId } = await makeWorkspace(db);
  await sealAll(db);
  const [late, early] = [database.connect(), database.connect()];
  let commit = () => {};
  const isHeld = new Promise<void>((resolve) => (commit = resolve));
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const lateWriter = late.transaction(async (tx) => {
    await write(tx, workspaceId, "late");
    written();
    await isHeld;
  });
  await isWritten;
  await write(early, workspaceId, "early");
  await sealDue(db);
  expect(await blocksOf(workspaceId)).toEqual([]);
  commit();
  await lateWriter;
  await sealAll(db);
  const sealed = await blocksOf(workspaceId);
  expect(sealed.reduce((sum, { events }) => sum + events, 0)).toBe(2);
  expect(await verifyAll(db, workspaceId)).toMatchObject({ events: 2, findings: [] });
});

test("A84 many writers at once and several sealers leave one unbroken chain with every event in it", async () => {
  const places = await Promise.all([makeWorkspace(db), makeWorkspace(db)]);
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    const on = database.connect();
    for (let n = 0; n < 40; n++) await write(on, places[n % 2]?.workspaceId ?? "", `${writer}-${n}`);
  });
  let isDone = false;
  const sealers = [database.connect(), database.connect()].map(async (on) => {
    while (!isDone) await sealDue(on);
  });
  await Promise.all(writers);
  isDone = true;
  await Promise.all(sealers);
  await sealAll(db);
  for (const { workspaceId } of places)
    expect(await verifyAll(db, workspaceId)).toMatchObject({ events: 160, findings: [], isFinished: true });
});

test("A84 a transaction larger than one turn is sealed whole, and its verification goes in steps", async () => {
  const { workspaceId } = await makeWorkspace(db);
  await sql`insert into audit_events (workspace_id, id, action)
    select ${workspaceId}, 'evt_' || lpad(n::text, 8, '0'), 'session.started' from generate_series(1, 12000) n`;
  for (let n = 0; n < 3; n++) {
    await sql`insert into audit_events (workspace_id, id, action)
      select ${workspaceId}, 'evt_' || ${n}::text || lpad(n::text, 8, '0'), 'session.ended' from generate_series(1, 9000) n`;
    await write(db, workspaceId, "between");
  }
  await sealAll(db);
  expect(await verifyAll(db, workspaceId)).toMatchObject({ events: 39_003, findings: [] });
});

const FORBIDDEN: [string, string][] = [
  ["update an event", "update audit_events set actor_id = null"],
  ["delete an event", "delete from audit_events"],
  ["empty the log", "truncate audit_events"],
  [
    "choose an event's time",
    "insert into audit_events (workspace_id, id, action, at) values ('w', 'e', 'a', now())",
  ],
  [
    "choose an event's position",
    "insert into audit_events (workspace_id, id, action, position) values ('w', 'e', 'a', 1)",
  ],
  ["update a block", "update audit_blocks set events = 0"],
  ["delete a block", "delete from audit_blocks"],
  ["empty the blocks", "truncate audit_blocks"],
  ["lead positions astray", "update audit_frontier set lead = 1"],
  ["drop the log", "drop table audit_events"],
  ["drop a month", "drop schema audit cascade"],
  [
    "add a trigger",
    "create trigger t before insert on audit_events for each row execute function suppress_redundant_updates_trigger()",
  ],
  ["make a month of its own choice", "select audit.make_month('1970-01-01')"],
];

const refusalOf = (statement: string) =>
  application.unsafe(statement).then(
    () => "done",
    (error) => error.code,
  );

test.each(FORBIDDEN)("A84 the application's database role cannot %s", async (_what, statement) => {
  expect(await refusalOf(statement)).toBe("42501");
});

test("A84 nor can it reach a month's partition directly", async () => {
  const months = await sql`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass`;
  expect(months.length).toBeGreaterThanOrEqual(4);
  for (const { name } of months)
    for (const statement of [`delete from audit.${name}`, `select 1 from audit.${name}`])
      expect(await refusalOf(statement)).toBe("42501");
});

test("A84 the application signs in as a role that owns nothing and can become nobody else", async () => {
  const url = new URL(database.url);
  const { migrateDatabase } = await import("../../db/migrate");
  [url.username, url.password] = [APP_ROLE, "a password of its own"];
  await migrateDatabase(database.url, url.href);
  const client = postgres(url.href, { max: 1, connection: { role: APP_ROLE } });
  try {
    await client`set role none`;
    expect(await client`select current_user as name`).toEqual([{ name: APP_ROLE }]);
    for (const statement of [
      "update audit_events set ip = ''",
      "set role sallyport",
      "alter role sallyport_app superuser",
    ])
      expect(await client.unsafe(statement).catch((error) => error.code)).toBe("42501");
  } finally {
    await client.end();
  }
});

test("A84 data restored on a server whose transactions count lower is sealed on, with nothing among what was sealed", async () => {
  const { migrateDatabase } = await import("../../db/migrate");
  const workspaceId = await makeChain();
  const [before] = await sql`select lead from audit_frontier`;
  // As after a restore: what is sealed lies ahead of the server's own counting.
  await sql`update audit_frontier set position = position + 1000000`;
  await migrateDatabase(database.url);
  expect(Number((await sql`select lead from audit_frontier`)[0]?.lead)).toBeGreaterThan(
    Number(before?.lead) + 900_000,
  );
  await write(db, workspaceId, "restored");
  await sealAll(db);
  expect(await verifyAll(db, workspaceId)).toMatchObject({ events: 13, findings: [] });
});

test("A84 an owner who may not make roles is told what an administrator of the server has to run", async () => {
  const { grantAppRole } = await import("../../db/role");
  await sql.unsafe("create role weak_owner login password 'weak'");
  try {
    const refused = Object.assign(new Error("permission denied"), { code: "42501" });
    const weak = Object.assign(async () => [], { unsafe: async () => Promise.reject(refused) });
    const said = await grantAppRole(weak as never, "weak_owner", { name: "app", password: "" }).catch(
      (e) => e.message,
    );
    expect(said).toContain("create role sallyport_app nologin;");
    expect(said).toContain('grant sallyport_app to "app";');
  } finally {
    await sql.unsafe("drop role weak_owner");
  }
});
