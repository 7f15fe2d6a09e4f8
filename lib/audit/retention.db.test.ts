import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { retainMonths } from "./retention";
import { recordEvent } from "./service";
import { listMonths } from "./store";
import { sealAll, verifyAll } from "./testing-chain";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const owner = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => owner.end());

const NOW = new Date("2021-06-15T12:00:00Z");
const retain = (months: number) => drizzle(owner).transaction((tx) => retainMonths(tx, NOW, months));

/** Two workspaces with an event on the last moment of one month and the first of the next. */
async function fill(): Promise<string[]> {
  const ids = [(await makeWorkspace(db)).workspaceId, (await makeWorkspace(db)).workspaceId];
  for (const at of ["2021-01-31T23:59:59.999999Z", "2021-02-01T00:00:00Z", "2021-03-10T00:00:00Z"]) {
    await sql`select audit.make_month(${at}::timestamptz)`;
    for (const id of ids)
      await sql`insert into audit_events (workspace_id, id, at, action) values (${id}, ${`evt_${at}`}, ${at}, 'session.started')`;
  }
  return ids;
}

test("A84 retention drops whole months by the owner, says so in each chain, and each chain still verifies", async () => {
  const ids = await fill();
  expect(await codeOf(retain(4))).toBe("conflict");
  await sealAll(db);
  expect(await retain(5)).toEqual([]);
  expect(await retain(4)).toEqual(["2021-01-01"]);
  expect(await retain(3)).toEqual(["2021-02-01"]);
  expect(await listMonths(db)).not.toContain("2021-02-01");
  await sealAll(db);
  for (const id of ids) {
    const left =
      await sql`select action, actor_kind, at < '2022-01-01' as is_old from audit_events where workspace_id = ${id} order by at`;
    expect(left.map((row) => [row.action, row.actor_kind, row.is_old])).toEqual([
      ["session.started", "system", true],
      ["audit.retained", "operator", false],
      ["audit.retained", "operator", false],
    ]);
    expect(await verifyAll(db, id)).toMatchObject({ events: 3, findings: [] });
  }
});

test("A84 the application cannot drop a month", async () => {
  await fill();
  await sealAll(db);
  expect(await codeOf(db.transaction((tx) => retainMonths(tx, NOW, 1)))).toBe("internal");
  expect(await listMonths(db)).toContain("2021-03-01");
});

test("A84 months are made ahead by the application, and only those to come", async () => {
  const [row] =
    await sql`select to_char(now() at time zone 'UTC' + interval '3 months', 'YYYY-MM-01') as last`;
  const before = await listMonths(db);
  await db.execute("select audit.make_months_ahead()");
  expect(await listMonths(db)).toEqual(before);
  expect(before.at(-1)).toBe(row?.last);
  const { workspaceId } = await makeWorkspace(db);
  await recordEvent(db, { workspaceId, action: "workspace.created", actorId: null, client: null });
});
