import { exportLog } from "../lib/admin/audit/export";
import { searchLog } from "../lib/admin/audit/log";
import { linesOf } from "../lib/admin/directory/export";
import { countUsersFound, searchUsers } from "../lib/admin/directory/list";
import { BEGINNING, type Progress, verifyStretch } from "../lib/audit/chain/verify";
import { logFiltersSchema } from "../lib/audit/core/log-query";
import { asOwner, closeDatabase, database } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { availableKinds } from "../lib/factors/registry";
import { CLIENT } from "../lib/identity/testing";
import { countFacets } from "../lib/policy/directory/service";
import type { UserFilter, UserSort } from "../lib/policy/directory/terms";
import { findSubject } from "../lib/policy/facts";
import { fillEvents, fillUsers } from "../scripts/sample/fill";

/** What the Users page and the audit log cost at size: `npm run bench size [users events]`, by default a million and ten. */
process.env.APP_SECRET ??= "a secret for measuring alone, 32 characters";
process.env.ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(32, 7).toString("base64")}`;
process.env.APP_URL ??= "http://localhost:3000";

const [users = 1_000_000, events = 10_000_000] = process.argv.slice(2).map(Number);
const MB = 1_048_576;

async function timed(name: string, work: () => Promise<unknown>, times = 5): Promise<void> {
  const taken: number[] = [];
  let found: unknown;
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    found = await work();
    taken.push(performance.now() - begun);
  }
  const sorted = taken.toSorted((a, b) => a - b);
  const median = sorted[times >> 1] ?? 0;
  const most = sorted.at(-1) ?? 0;
  console.log(
    `  ${name.padEnd(52)} ${median.toFixed(1).padStart(9)} ms median, ${most.toFixed(1).padStart(9)} most of ${times}   ${found ?? ""}`,
  );
}

/** Lines, bytes, seconds and the greatest growth of memory while a stream is read to its end. */
async function streamed(name: string, pieces: AsyncGenerator<string>): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  let [bytes, most] = [0, before];
  for await (const piece of pieces) {
    bytes += Buffer.byteLength(piece);
    most = Math.max(most, process.memoryUsage().rss);
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `  ${name.padEnd(52)} ${seconds.toFixed(1).padStart(9)} s, ${Math.round(bytes / MB)} MB, memory grew by ${Math.round((most - before) / MB)} MB`,
  );
}

const ALL: UserFilter = {
  text: "",
  status: null,
  policyId: null,
  role: null,
  factor: null,
  signedIn: null,
  isInGrace: false,
};

await migrateDatabase(process.env.DATABASE_URL ?? "");
const db = database();
const { workspaceId, userIds } = await asOwner(async (owner, sql) => {
  const tools = { db: owner, sql, say: () => undefined };
  let begun = performance.now();
  const made = await fillUsers(tools, { users, password: "quiet harbour seven lanterns" });
  console.log(`\nFilled ${users.toLocaleString("en")} users in ${seconds(begun)} s`);
  begun = performance.now();
  if (events > 0) await fillEvents(tools, { ...made, events });
  console.log(`Filled and sealed ${events.toLocaleString("en")} events in ${seconds(begun)} s`);
  await sql`vacuum analyze`;
  return made;
});

function seconds(begun: number): string {
  return ((performance.now() - begun) / 1_000).toFixed(0);
}

const page = async (filter: Partial<UserFilter>, sort: UserSort = "name", after: string | null = null) => {
  const { users: rows } = await searchUsers(db, workspaceId, { ...ALL, ...filter, sort, after });
  return `${rows.length} rows`;
};

console.log("\nUsers page");
await timed("first page", () => page({}));
const { next } = await searchUsers(db, workspaceId, { ...ALL, sort: "-name", after: null });
await timed("deepest page", () => page({}, "name", next));
for (const sort of ["last_sign_in", "-last_sign_in", "created", "-created"] as const)
  await timed(`first page by ${sort}`, () => page({}, sort));
const [policy] = await asOwner(
  (_, sql) => sql`select id from policies where workspace_id = ${workspaceId} and name = 'Privileged'`,
);
const FILTERS: [string, Partial<UserFilter>][] = [
  ...(["active", "chosen", "pending", "exempt", "inactive"] as const).map(
    (status): [string, Partial<UserFilter>] => [`status ${status}`, { status }],
  ),
  ["policy Privileged", { policyId: String(policy?.id) }],
  ["role administrator", { role: "administrator" }],
  ["factor passkey", { factor: "passkey" }],
  ["no factor", { factor: "none" }],
  ["signed in within 7 days", { signedIn: "within_7" }],
  ["not within 90 days", { signedIn: "not_within_90" }],
  ["never signed in", { signedIn: "never" }],
  ["in grace", { isInGrace: true }],
  ["a rare word (Quixworth)", { text: "quixworth" }],
  ["a common word (Müller)", { text: "müller" }],
  ["a word nobody bears", { text: "zzzzqqq" }],
  ["a whole id", { text: userIds.at(users >> 1) ?? "" }],
];
for (const [name, filter] of FILTERS) {
  await timed(`page: ${name}`, () => page(filter));
  await timed(
    `count: ${name}`,
    async () => `${await countUsersFound(db, workspaceId, { ...ALL, ...filter })}`,
  );
}
await timed("counts of all filters", async () => {
  await countFacets(db, workspaceId, availableKinds());
});
await streamed("export of everybody as CSV", linesOf(db, workspaceId, ALL));

console.log("\nAudit log");
const LOG: [string, object][] = [
  ["newest", {}],
  ["action", { action: "two_factor.reset" }],
  ["refused", { result: "refused" }],
  ["actor by id", { actor: userIds.at(users >> 1) }],
  ["a common word", { text: "müller" }],
  ["a rare word", { text: "quixworth" }],
  ["a word of nobody", { text: "zzzzqqq" }],
  ["an address", { text: "203.0.113.7" }],
];
for (const [name, filters] of LOG)
  await timed(`page: ${name}`, async () => {
    const { events: rows } = await searchLog(db, workspaceId, logFiltersSchema.parse(filters), null);
    return `${rows.length} rows`;
  });
const subject = await findSubject(db, workspaceId, userIds[0] ?? "", availableKinds());
if (!subject) throw new Error("the sample has no owner");
const actor = { subject: { ...subject, sessionId: "ses_bench", browserId: null }, client: CLIENT };
await streamed(
  "export of everything as NDJSON",
  exportLog(db, actor as never, logFiltersSchema.parse({}), "ndjson"),
);
const begun = performance.now();
let progress: Progress = BEGINNING;
while (!progress.isFinished) progress = await verifyStretch(db, workspaceId, progress);
console.log(
  `  verified ${progress.events.toLocaleString("en")} events in ${seconds(begun)} s, ${progress.findings.length} findings`,
);
await closeDatabase();
