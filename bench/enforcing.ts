import postgres from "postgres";
import { getDistribution } from "../lib/admin/enforcement/distribution";
import { enforceForAll, revokeEnforcement } from "../lib/admin/enforcement/enforce";
import { listForeseen, previewPlanned } from "../lib/admin/enforcement/preview";
import { planRings } from "../lib/admin/rings/plan";
import { share } from "../lib/admin/rings/testing";
import { closeDatabase, database } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { addApp } from "../lib/factors/testing";
import type { Actor } from "../lib/flows/context";
import { makeUser, makeWorkspace, signedIn, storedProof } from "../lib/identity/testing";
import { fillCrowd } from "../lib/policy/testing-crowd";

/** What enforcing for everybody and seeing it first cost, by the number of users: `npm run bench enforcing`. */
process.env.APP_SECRET ??= "a secret for measuring alone, 32 characters";
process.env.ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(32, 7).toString("base64")}`;
process.env.APP_URL ??= "http://localhost:3000";

/** `npm run bench enforcing 100`: that size alone. */
const chosen = process.argv.slice(2).map(Number).filter(Number.isInteger);
const SIZES = chosen.length > 0 ? chosen : [100, 1_000_000];
const ENFORCING = { change: "enforce", effect: "next_sign_in", graceDays: 7 } as const;
const RINGS = [share(10, null), share(100, 9)];
const RING = { change: "ring", effect: "next_sign_in", graceDays: 7, rings: RINGS, number: 1 } as const;
const TERMS = { effect: "next_sign_in", graceDays: 7, tellsEverybody: true } as const;

async function fill(size: number): Promise<Actor> {
  const url = process.env.DATABASE_URL ?? "";
  // Without triggers and foreign keys: what they keep, the crowd keeps itself
  const sql = postgres(url, { max: 1, connection: { session_replication_role: "replica" } });
  const db = database();
  const place = await makeWorkspace(db);
  const boss = await makeUser(db, place, { role: "owner" });
  await addApp(db, boss);
  await fillCrowd(sql, place, size);
  await sql.unsafe("vacuum analyze");
  const actor = await signedIn(db, boss, { proofs: [storedProof("password", 2), storedProof("totp", 1)] });
  await sql.end();
  return actor;
}

async function timed(name: string, work: () => Promise<unknown>, times = 3): Promise<void> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await work();
    taken.push(performance.now() - begun);
  }
  const [least = 0] = taken.toSorted((a, b) => a - b);
  console.log(`  ${name.padEnd(48)} ${least.toFixed(1).padStart(9)} ms least of ${times}`);
}

await migrateDatabase(process.env.DATABASE_URL ?? "");
for (const size of SIZES) {
  const actor = await fill(size);
  const db = database();
  console.log(`\n${size.toLocaleString("en")} users`);
  await timed("preview of enforcing for all", () => previewPlanned(db, actor, ENFORCING));
  const query = { change: ENFORCING, fate: "grace", after: null } as const;
  await timed("first 50 people of one figure", () => listForeseen(db, actor.subject, query));
  await timed("enforcing for all, mail to all begun", () => enforceForAll(db, actor, TERMS), 1);
  const revoke = () => revokeEnforcement(db, actor, { tellsEverybody: false });
  await timed("revoking it", revoke, 1);
  const { workspace } = actor.subject;
  await timed("figures by status", () => getDistribution(db, workspace.id));
  await timed("preview of a ring of 10 %", () => previewPlanned(db, actor, RING));
  const plan = { effect: "next_sign_in", graceDays: 7, tellsPeople: true, rings: RINGS } as const;
  await timed("starting that ring", () => planRings(db, actor, plan), 1);
  await timed("figures by status, while it runs", () => getDistribution(db, workspace.id));
  await timed("revoking the rings", revoke, 1);
}
await closeDatabase();
