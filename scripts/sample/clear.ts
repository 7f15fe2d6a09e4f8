import type postgres from "postgres";
import { withoutTriggers } from "./copy";
import { OWNER } from "./fill";

/** What the other tables refer to goes last. */
const LAST = ["users", "policies", "workspaces"];

export async function findSample(sql: postgres.Sql): Promise<string | null> {
  const [row] = await sql`select workspace_id as id from addresses where email = ${OWNER}`;
  return row ? String(row.id) : null;
}

/** Removes the sample's workspace from every table there is; months in which nobody else wrote are dropped whole. */
export async function clearSample(sql: postgres.Sql, say: (line: string) => void): Promise<boolean> {
  const workspaceId = await findSample(sql);
  if (!workspaceId) return false;
  await dropOwnMonths(sql, workspaceId);
  const found = await sql`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id'`;
  const names = found
    .map(({ name }) => String(name))
    .filter((name) => !LAST.includes(name) && name !== "addresses");
  // The address goes last of all: cut short, the removal is found and taken up again.
  for (const name of [...names.sort(), ...LAST, "addresses"]) {
    await withoutTriggers(sql, async (tx) => {
      const { count } = await tx`delete from ${tx(name)} where workspace_id = ${workspaceId}`;
      if (count > 0) say(`${count.toLocaleString("en")} of ${name}`);
    });
  }
  return true;
}

async function dropOwnMonths(sql: postgres.Sql, workspaceId: string): Promise<void> {
  const months = await sql`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass`;
  const thisMonth = `events_${new Date().toISOString().slice(0, 7).replace("-", "_")}`;
  for (const name of months.map((row) => String(row.name)).filter((month) => month < thisMonth)) {
    const table = sql(`audit.${name}`);
    const [row] = await sql`select min(workspace_id) as first, max(workspace_id) as last from ${table}`;
    if (row?.first === workspaceId && row.last === workspaceId) await sql`drop table ${table}`;
  }
}
