import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { APP_ROLE } from "../../db/role";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { makeWorkspace } from "../../identity/testing";
import { sealAll } from "../testing-chain";
import { listSealed, listToSeal } from "./store";

const database = useTestDatabase();
const sql = useRaw(database);
const asked: { query: string; params: unknown[] }[] = [];
const client = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { role: APP_ROLE } });
const db = drizzle(client, { logger: { logQuery: (query, params) => asked.push({ query, params }) } });
afterAll(() => client.end());

const TURNS = 20;
const OF_OTHERS = 2_000;
const OWN = 40;
const MOST = 200;

let small = "";
beforeAll(async () => {
  small = (await makeWorkspace(database.db)).workspaceId;
  const { workspaceId: large } = await makeWorkspace(database.db);
  const write = (workspaceId: string, turn: number, count: number) =>
    sql`insert into audit_events (workspace_id, id, action)
      select ${workspaceId}, 'evt_' || ${turn * count}::int + n, 'session.started' from generate_series(1, ${count}::int) n`;
  for (let turn = 0; turn < TURNS; turn++) {
    await write(large, turn, OF_OTHERS);
    await write(small, turn, OWN);
  }
  await sql`analyze audit_events`;
});
afterAll(() => sealAll(database.db));

/** Every statement of a piece of work as the database runs it, with how many rows each of its steps looked at. */
async function looked(work: () => Promise<unknown>): Promise<{ plan: string; most: number }> {
  asked.length = 0;
  await work();
  const [{ query, params } = { query: "", params: [] }] = asked;
  const [row] = await client.unsafe(`explain (analyze, format json) ${query}`, params as never);
  const plan = JSON.stringify(row?.["QUERY PLAN"]);
  const counts = plan.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":\s?([\d.]+)/g);
  return { plan, most: Math.max(...[...counts].map(([, count]) => Number(count))) };
}

test("A84 sealing reads the log along its index, and no more of it than a turn", async () => {
  const { plan, most } = await looked(() => listToSeal(db, 0, Number.MAX_SAFE_INTEGER, 101));
  expect(plan).not.toContain('"Seq Scan"');
  expect(plan).toContain("Incremental Sort");
  expect(most).toBeLessThan(5_000);
});

test.each([
  ["from the beginning", 0],
  ["from the middle", 0.5],
])(
  "A84 a workspace's events are read %s along an index of their own, past nobody else's",
  async (_where, part) => {
    const [{ position } = { position: 0 }] = await sql`select position::float8 as position from audit_events
    where workspace_id = ${small} order by position, id offset ${Math.floor(part * TURNS * OWN)} limit 1`;
    const read = () => listSealed(db, small, { position, id: "" }, Number.MAX_SAFE_INTEGER, MOST);
    const { plan, most } = await looked(read);
    expect(plan).toContain("workspace_id_position_id");
    expect(most).toBeLessThanOrEqual(TURNS * OWN);
    expect(new Set((await read()).map(({ workspaceId }) => workspaceId))).toEqual(new Set([small]));
  },
);
