import { sql } from "drizzle-orm";
import { decode, encode } from "next-auth/jwt";
import { Bench } from "tinybench";
import { makeWorkspace } from "../e2e/people";
import { closeDatabase, connect, database } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { openSessionToken, sealSessionToken } from "../lib/edge/session-hint";
import { availableKinds } from "../lib/factors/registry";
import { createSession, type SessionKey } from "../lib/identity/sessions/service";
import { findSessionSubject } from "../lib/policy/facts";
import { decisionFor } from "../lib/policy/service";

/** What every request of a signed-in user pays, each beside what it would cost otherwise, in one run. */
process.env.APP_SECRET ??= "a secret for measuring alone, 32 characters";
process.env.ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(32, 7).toString("base64")}`;

const CROWD = 20_000;

async function fillWorkspace(): Promise<SessionKey> {
  await migrateDatabase(process.env.DATABASE_URL ?? "");
  const { id: workspaceId, people } = await makeWorkspace({ one: { totp: true, isRequired: true } });
  const client = { ip: "127.0.0.1", userAgent: "bench", requestId: "req_bench" };
  const proof = { factor: "password" as const, amr: ["pwd"] as const };
  const key = await createSession(database(), { workspaceId, userId: people.one.id, proof, client });
  await database().execute(sql`
    insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select workspace_id, 'usr_' || n, n || '@crowd.example', 'Crowd ' || n, n::text, policy_id
    from users, generate_series(1, ${CROWD}::int) n where workspace_id = ${workspaceId} and id = ${people.one.id}`);
  await database().execute(sql`analyze`);
  return key;
}

async function measure(title: string, tasks: Record<string, () => unknown>): Promise<void> {
  const bench = new Bench({ time: 1_000, warmupTime: 250 });
  for (const [name, task] of Object.entries(tasks)) bench.add(name, async () => void (await task()));
  await bench.run();
  console.log(`\n${title}`);
  for (const task of bench.tasks) {
    const { result } = task;
    if (!("latency" in result)) throw new Error(`${task.name} did not finish`);
    const { p50, p99 } = result.latency;
    console.log(`  ${task.name.padEnd(44)} ${p50.toFixed(4)} ms median   ${p99.toFixed(4)} ms p99`);
  }
}

const key = await fillWorkspace();
const ours = await sealSessionToken({ ...key, hint: "full" });
const secret = process.env.APP_SECRET ?? "";
const theirs = await encode({ token: { ...key, hint: "full" }, secret });
const subject = await findSessionSubject(database(), key, availableKinds());
if (!subject) throw new Error("no session");
const peer = connect(process.env.DATABASE_URL ?? "", 1);

await measure("Reading the session's cookie", {
  "next-auth's own decode (the peer)": () => decode({ token: theirs, secret }),
  openSessionToken: () => openSessionToken(ours),
});
await measure(`Facts of one session among ${CROWD.toLocaleString("en")} users`, {
  "select 1 (the peer: a round trip)": () => peer.db.execute(sql`select 1`),
  "findSessionSubject, one statement": () => findSessionSubject(database(), key, availableKinds()),
});
await measure("The decision", { "resolveRequirement and decide": () => decisionFor(subject) });
await peer.close();
await closeDatabase();
