import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
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

test("A84 sealing and verifying read the log along its index, and no more of it than a turn", async () => {
  const { workspaceId } = await makeWorkspace(database.db);
  for (let part = 0; part < 20; part++)
    await sql`insert into audit_events (workspace_id, id, action)
      select ${workspaceId}, 'evt_' || ${part}::int * 2000 + n, 'session.started' from generate_series(1, 2000) n`;
  await sql`analyze audit_events`;
  await listToSeal(db, 0, Number.MAX_SAFE_INTEGER, 101);
  await listSealed(db, workspaceId, { position: 0, id: "" }, Number.MAX_SAFE_INTEGER, 100);
  for (const { query, params } of asked) {
    const [row] = await client.unsafe(`explain (analyze, format json) ${query}`, params as never);
    const plan = JSON.stringify(row?.["QUERY PLAN"]);
    expect(plan, query).not.toContain('"Seq Scan"');
    expect(plan, query).toContain("Incremental Sort");
    const rows = [...plan.matchAll(/"Actual Rows":\s?([\d.]+)/g)].map(([, count]) => Number(count));
    expect(Math.max(...rows), query).toBeLessThan(5_000);
  }
  await sealAll(database.db);
});
