import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { sealAll, verifyAll } from "../../lib/audit/testing-chain";
import { useTestDatabase } from "../../lib/db/testing";
import { useRaw } from "../../lib/db/testing-faults";
import { signInWithPassword } from "../../lib/entry/sign-in";
import { CLIENT, makeUser, makeWorkspace } from "../../lib/identity/testing";
import { clearSample, findSample } from "./clear";
import { fillEvents, fillUsers, OWNER } from "./fill";

const database = useTestDatabase();
const raw = useRaw(database);
const sql = postgres(database.url, { max: 4, onnotice: () => undefined });
afterAll(() => sql.end());
const tools = { db: drizzle(sql), sql, say: () => undefined };

const countsOf = async () => {
  const tables = await raw`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id'`;
  const rows = await Promise.all(
    tables.map(async ({ name }) => [name, (await raw`select count(*)::int as n from ${raw(name)}`)[0]?.n]),
  );
  return Object.fromEntries(rows.sort());
};

test("a sample has people in every state and a record that verifies, and leaves nothing behind when it is removed", async () => {
  const neighbour = await makeUser(database.db, await makeWorkspace(database.db));
  const before = await countsOf();
  const password = "seventeen quiet lamps";
  const { workspaceId, userIds } = await fillUsers(tools, { users: 1_500, password });
  await fillEvents(tools, { workspaceId, userIds, events: 8_000 });
  await sealAll(tools.db);
  const { events, findings } = await verifyAll(database.db, workspaceId);
  expect(findings).toEqual([]);
  expect(Math.abs(events - 8_000)).toBeLessThan(20);
  const [row] = await raw`select count(*) filter (where password_hash is null)::int as invited,
      count(*) filter (where blocked_at is not null)::int as blocked, count(*) filter (where two_factor_on)::int as protected,
      count(*) filter (where required_since is not null)::int as boxes, count(distinct policy_id)::int as policies
    from users where workspace_id = ${workspaceId}`;
  for (const count of Object.values(row ?? {})) expect(count).toBeGreaterThan(3);
  const wrong = await raw`select 1 from users u where workspace_id = ${workspaceId}
    and factor_kinds is distinct from working_factor_kinds(u.workspace_id, u.id)`;
  expect(wrong).toHaveLength(0);
  await signInWithPassword(database.db, { email: OWNER, password }, CLIENT);
  await clearSample(sql, () => undefined);
  expect(await findSample(sql)).toBeNull();
  expect(await countsOf()).toEqual(before);
  expect(await raw`select 1 from users where id = ${neighbour.id}`).toHaveLength(1);
});
