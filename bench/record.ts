import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { sealDue } from "../lib/audit/chain/seal";
import { BEGINNING, type Progress, verifyStretch } from "../lib/audit/chain/verify";
import { recordEvent } from "../lib/audit/service";
import { asOwner, closeDatabase, connect, type Db } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";

/** What the audit log costs who writes it, beside plain inserts and beside a chain that its writers extend, in one run. */
process.env.APP_SECRET ??= "a secret for measuring alone, 32 characters";
process.env.ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(32, 7).toString("base64")}`;

const WRITERS = 8;
const SECONDS = 5;
const WORKSPACE = "wsp_bench";
const url = process.env.DATABASE_URL ?? "";

const EVENT = sql`${WORKSPACE}, gen_random_uuid()::text, 'session.started', 'ok', 'user', 'usr_a', 'usr_a', '203.0.113.7',
  'Mozilla/5.0 (X11; Linux x86_64)', 'req_a', '{"factor":"password"}'`;
const COLUMNS = sql.raw(
  "workspace_id, id, action, result, actor_kind, actor_id, target_id, ip, user_agent, request_id, data",
);

const WAYS: Record<string, (db: Db) => Promise<unknown>> = {
  "plain inserts, one key (the peer)": (db) =>
    db.execute(sql`/* all workspaces */ insert into bench_plain (${COLUMNS}) values (${EVENT})`),
  "the audit log, sealed meanwhile": (db) =>
    recordEvent(db, {
      workspaceId: WORKSPACE,
      action: "session.started",
      actorId: "usr_a",
      targetId: "usr_a",
      client: { ip: "203.0.113.7", userAgent: "Mozilla/5.0 (X11; Linux x86_64)", requestId: "req_a" },
      data: { factor: "password", outcome: "allow", reasons: [] },
    }),
  "a chain that every writer extends": (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select hash from bench_head for update`);
      await tx.execute(sql`insert into bench_plain (${COLUMNS}) values (${EVENT})`);
      await tx.execute(sql`update bench_head set hash = md5(hash || random())`);
    }),
};

async function writeFor(write: (db: Db) => Promise<unknown>): Promise<number> {
  const pool = connect(url, WRITERS);
  const end = performance.now() + SECONDS * 1_000;
  let written = 0;
  const one = async () => {
    for (; performance.now() < end; written++) await write(pool.db);
  };
  await Promise.all(Array.from({ length: WRITERS }, one));
  await pool.close();
  return written / SECONDS;
}

async function sealUntil(isDone: () => boolean): Promise<void> {
  const pool = connect(url, 1);
  while (!isDone()) if (!(await sealDue(pool.db))) await sleep(1_000);
  await pool.close();
}

await migrateDatabase(url);
await asOwner(async (_, client) => {
  await client.unsafe(`create table bench_plain (like audit_events including defaults, primary key (workspace_id, at, id));
    create table bench_head (hash text); insert into bench_head values ('');
    grant all on bench_plain, bench_head to sallyport_app`);
});
let isDone = false;
const sealing = sealUntil(() => isDone);
console.log(`\nEvents per second, ${WRITERS} writers for ${SECONDS} s each, every event committed by itself`);
for (const round of [1, 2])
  for (const [name, write] of Object.entries(WAYS))
    console.log(
      `  ${name.padEnd(44)} ${Math.round(await writeFor(write)).toLocaleString("en")}   (round ${round})`,
    );
isDone = true;
await sealing;
const pool = connect(url, 1);
while (await sealDue(pool.db));
const begun = performance.now();
let progress: Progress = BEGINNING;
while (!progress.isFinished) progress = await verifyStretch(pool.db, WORKSPACE, progress);
const seconds = (performance.now() - begun) / 1_000;
console.log(
  `\nVerified ${progress.events.toLocaleString("en")} events in ${seconds.toFixed(1)} s, ${progress.findings.length} findings`,
);
await pool.close();
await closeDatabase();
