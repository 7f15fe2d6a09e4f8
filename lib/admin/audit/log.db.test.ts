import { parse } from "csv-parse/sync";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LogFilters, logFiltersSchema } from "../../audit/core/log-query";
import { recordEvent } from "../../audit/service";
import { APP_ROLE } from "../../db/role";
import { useTestDatabase } from "../../db/testing";
import { useCounted, useRaw } from "../../db/testing-faults";
import { CLIENT, makeUser, makeWorkspace, type Place, signedIn } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { exportLog } from "./export";
import { searchLog } from "./log";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const filters = (set: Partial<LogFilters>): LogFilters => logFiltersSchema.parse(set);
const people = {} as Record<"ada" | "bea" | "formula", UserRow>;
let place: Place;

/** What the tests look for, each told by a word in `data`. */
const EVENTS: [
  string,
  {
    by: "ada" | "bea" | null;
    to: "ada" | "bea" | "formula" | null;
    action: string;
    result?: string;
    at: string;
    ip?: string;
    reason?: string;
  },
][] = [
  ["in", { by: "ada", to: "ada", action: "session.started", at: "2024-03-01T00:00:00Z" }],
  [
    "wrong",
    {
      by: null,
      to: "ada",
      action: "session.refused",
      result: "refused",
      at: "2024-03-01T23:59:59.999999Z",
      ip: "198.18.0.9",
    },
  ],
  [
    "reset",
    {
      by: "bea",
      to: "ada",
      action: "two_factor.reset",
      at: "2024-03-02T00:00:00Z",
      reason: "Lost her phone at sea",
    },
  ],
  ["box", { by: "bea", to: "formula", action: "requirement.set", at: "2024-03-31T23:59:59Z" }],
  [
    "next month",
    { by: "ada", to: null, action: "session.ended", at: "2024-04-01T00:00:00Z", reason: "signed_out" },
  ],
];

const put = async (workspaceId: string, set: Record<string, unknown>) =>
  void (await sql`insert into audit_events ${sql({ workspace_id: workspaceId, ...set } as never)}`);

beforeAll(async () => {
  await sql`select audit.make_month(day::timestamptz) from unnest(array['2024-03-05', '2024-04-05']) day`;
  place = await makeWorkspace(db);
  people.ada = await makeUser(db, place, { name: "Ada Byron", email: "ada@byron.example" });
  people.bea = await makeUser(db, place, { name: "Bea 100% Real", email: "bea@real.example" });
  people.formula = await makeUser(db, place, { name: "=1+1", email: "formula@x.example" });
  const stranger = await makeWorkspace(db);
  for (const [at, [word, event]] of EVENTS.entries()) {
    const set = {
      ...{
        id: `evt_${at}`,
        at: event.at,
        action: event.action,
        result: event.result ?? "ok",
        actor_kind: event.by ? "user" : "nobody",
      },
      ...{
        actor_id: event.by && people[event.by].id,
        target_id: event.to && people[event.to].id,
        ip: event.ip ?? "203.0.113.1",
      },
      data: { word, ...(event.reason ? { reason: event.reason } : {}) },
    };
    await put(place.workspaceId, set);
    await put(stranger.workspaceId, { ...set, data: { word: "stranger's" } });
  }
});

const wordsOf = async (set: Partial<LogFilters>) =>
  (await searchLog(db, place.workspaceId, filters(set), null)).events.map(({ data }) => data.word);

const ALL = ["next month", "box", "reset", "wrong", "in"];

test.each<[Partial<LogFilters>, string[]]>([
  [{}, ALL],
  [{ action: "two_factor.reset" }, ["reset"]],
  [{ result: "refused" }, ["wrong"]],
  [{ result: "ok" }, ["next month", "box", "reset", "in"]],
  [{ from: "2024-03-02" }, ["next month", "box", "reset"]],
  [{ to: "2024-03-01" }, ["wrong", "in"]],
  [{ from: "2024-03-31", to: "2024-03-31" }, ["box"]],
  [{ actor: "ada" }, ["next month", "in"]],
  [{ actor: "BYRON" }, ["next month", "in"]],
  [{ target: "byron.example" }, ["reset", "wrong", "in"]],
  [{ actor: "bea", target: "ada" }, ["reset"]],
  [{ actor: "bea", action: "session.started" }, []],
  [{ actor: "nobody of that name" }, []],
  [{ text: "ada" }, ["next month", "reset", "wrong", "in"]],
  [{ text: "100%" }, ["box", "reset"]],
  [{ text: "100_" }, []],
  [{ text: "phone sea" }, ["reset"]],
  [{ text: "phone mountain" }, []],
  [{ text: "signed_out" }, []],
  [{ text: "198.18.0.9" }, ["wrong"]],
  [{ text: "=1+1" }, ["box"]],
  [{ text: "'; drop table audit_events; --" }, []],
  [{ text: "phone", actor: "ada" }, []],
  [{ text: "phone", from: "2024-03-01", result: "ok" }, ["reset"]],
])("A84 the log narrowed by %j holds %j, newest first, and nobody else's", async (set, expected) => {
  expect(await wordsOf(set)).toEqual(expected);
});

test("A84 an event and a request are found by their ids alone", async () => {
  const { workspaceId } = await makeWorkspace(db);
  const now = Date.now().toString(16).padStart(12, "0");
  const requestId = `req_${now.slice(0, 8)}-${now.slice(8)}-7abc-8abc-0123456789ab`;
  for (const client of [CLIENT, { ...CLIENT, requestId }])
    await recordEvent(db, { workspaceId, action: "user.joined", actorId: "usr_x", client });
  const found = async (text: string) => (await searchLog(db, workspaceId, filters({ text }), null)).events;
  const [event] = await found(requestId);
  expect(event).toMatchObject({ requestId, actorKind: "user" });
  expect((await found(event?.id ?? "")).map(({ id }) => id)).toEqual([event?.id]);
});

test("A84 pages hold every event once, though many are of one moment and new ones come meanwhile", async () => {
  const { workspaceId } = await makeWorkspace(db);
  await sql`insert into audit_events (workspace_id, id, action)
    select ${workspaceId}, 'evt_' || lpad(n::text, 5, '0'), 'session.started' from generate_series(1, 173) n`;
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await searchLog(db, workspaceId, filters({}), after);
    seen.push(...page.events.map(({ id }) => id));
    after = page.next;
    await recordEvent(db, { workspaceId, action: "session.ended", actorId: null, client: null });
  } while (after);
  expect(seen).toHaveLength(173);
  expect(new Set(seen).size).toBe(173);
  expect((await searchLog(db, workspaceId, filters({}), "no.cursor'")).events).toHaveLength(50);
});

test("A84 a page costs the same few statements, however many people are in it", async () => {
  counted.statements.length = 0;
  await searchLog(counted.db, place.workspaceId, filters({}), null);
  expect(counted.statements.length).toBeLessThanOrEqual(2);
});

async function exported(format: "csv" | "ndjson", set: Partial<LogFilters> = {}): Promise<string> {
  const viewer = await makeUser(db, place, { role: "owner", name: "Vera" });
  const actor = await signedIn(db, viewer);
  let text = "";
  for await (const piece of exportLog(db, actor, filters(set), format)) text += piece;
  const [entry] =
    await sql`select actor_id, data from audit_events where action = 'audit.exported' and actor_id = ${viewer.id}`;
  expect(entry).toMatchObject({ actor_id: viewer.id, data: { format, filters: filters(set) } });
  return text;
}

test("A84 an export as CSV holds what the filters leave, runs nothing in a spreadsheet, and is itself on record", async () => {
  const rows: Record<string, string>[] = parse(await exported("csv", { to: "2024-12-31" }), {
    columns: true,
  });
  expect(rows.map(({ details }) => JSON.parse(details ?? "").word)).toEqual(ALL);
  expect(rows[1]).toMatchObject({
    target: "'=1+1",
    "target id": people.formula.id,
    time: "2024-03-31T23:59:59.000Z",
  });
});

test("A84 an export as NDJSON holds one event per line, whole, over many pages", async () => {
  await sql`insert into audit_events (workspace_id, id, action, data)
    select ${place.workspaceId}, 'evt_bulk' || n, 'sms.sent', jsonb_build_object('line', E'a\nb') from generate_series(1, 2300) n`;
  const lines = (await exported("ndjson", { action: "sms.sent" })).trimEnd().split("\n");
  expect(lines).toHaveLength(2_300);
  expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(2_300);
});

const MANY = 60_000;
/** What a statement looks at, by its plan as it was run: rows given and rows passed over. */
type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
};
const scansOf = (plan: Plan): Plan[] => [
  ...(plan["Relation Name"]?.startsWith("events_") ? [plan] : []),
  ...(plan.Plans ?? []).flatMap(scansOf),
];

const log: { query: string; params: unknown[] }[] = [];
const noted = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { role: APP_ROLE } });
const notedDb = drizzle(noted, { logger: { logQuery: (query, params) => log.push({ query, params }) } });
afterAll(() => noted.end());

test("A84 no filter and no search reads the log whole: each has its index, which is read no further than a page", async () => {
  const big = await makeWorkspace(db);
  await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select ${big.workspaceId}, 'usr_big' || n, n || '@big.example',
      case when n % 3 = 0 then 'Common ' || n when n = 7 then 'Rarely Seen' else 'Person ' || n end, n::text, ${big.policyId}
    from generate_series(1, 1500) n`;
  await sql`insert into audit_events (workspace_id, id, at, action, result, actor_id, target_id, ip, data)
    select ${big.workspaceId}, 'evt_big' || n, '2024-03-01'::timestamptz + n * interval '40 seconds',
      case when n % 9000 = 0 then 'rights.changed' when n % 3 = 0 then 'session.started' else 'proof.accepted' end,
      case when n % 700 = 0 then 'refused' else 'ok' end, 'usr_big' || (n % 1500), 'usr_big' || (n % 1499), '198.18.' || n % 50 || '.' || n % 250,
      case when n % 20000 = 0 then '{"reason":"A zeppelin took it"}' when n % 100 = 0 then '{"reason":"Lost phone"}' else '{}' end::jsonb
    from generate_series(1, ${MANY}::int) n`;
  await sql`analyze`;
  const deep = (await searchLog(db, big.workspaceId, filters({ from: "2024-03-02", to: "2024-03-02" }), null))
    .next;
  const asked: [Partial<LogFilters>, string | null, number][] = [
    [{}, null, 60],
    [{}, deep, 60],
    [{ action: "session.started" }, null, 200],
    [{ action: "rights.changed" }, null, 60],
    [{ result: "refused" }, null, 60],
    [{ from: "2024-03-05", to: "2024-03-06" }, null, 60],
    [{ actor: "usr_big7" }, null, 200],
    [{ target: "rarely" }, null, 200],
    [{ text: "rarely seen" }, null, 700],
    [{ text: "zeppelin" }, null, 700],
    [{ text: "common" }, null, 2_000],
    [{ text: "198.18.7.7" }, null, 300],
    [{ actor: "rarely", action: "session.started" }, null, 300],
  ];
  for (const [set, after, most] of asked) {
    log.length = 0;
    await searchLog(notedDb, big.workspaceId, filters(set), after);
    for (const { query, params } of log.filter((one) => one.query.includes("audit_events"))) {
      const [row] = await noted.unsafe(`explain (analyze, format json) ${query}`, params as never);
      const scans = scansOf(row?.["QUERY PLAN"][0].Plan);
      const looked = scans.reduce(
        (sum, scan) =>
          sum + (scan["Actual Rows"] + (scan["Rows Removed by Filter"] ?? 0)) * scan["Actual Loops"],
        0,
      );
      expect(looked, `${JSON.stringify(set)} looked at ${looked} rows: ${query}`).toBeLessThanOrEqual(most);
    }
  }
}, 120_000);
