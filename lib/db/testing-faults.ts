import "server-only";
import { randomBytes } from "node:crypto";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll } from "vitest";
import { APP_ROLE } from "./role";
import type { TestDatabase } from "./testing";

/** A connection beside the code under test: it looks, counts and breaks things, and is not held to name workspaces. */
export function useRaw({ url }: TestDatabase): postgres.Sql {
  const sql = postgres(url, { max: 4, onnotice: () => undefined });
  afterAll(() => sql.end({ timeout: 5 }));
  return sql;
}

/** A pool of its own that notes every statement sent through it. */
export function useCounted({ url }: TestDatabase): { db: PostgresJsDatabase; statements: string[] } {
  const client = postgres(url, { max: 4, onnotice: () => undefined, connection: { role: APP_ROLE } });
  const statements: string[] = [];
  afterAll(() => client.end({ timeout: 5 }));
  return { db: drizzle(client, { logger: { logQuery: (query) => statements.push(query) } }), statements };
}

export type Fault = {
  table: string;
  on?: "insert" | "update" | "delete";
  /** SQLSTATE; by default a plain exception. */
  code?: string;
  /** Raises this often, then no more. */
  times?: number;
  /** A condition over NEW and OLD. */
  when?: string;
};

/** Makes the database refuse some writes (C04, C06) while `work` runs; says how often it refused. */
export async function withFault(
  sql: postgres.Sql,
  { table, on = "insert", code = "P0001", times = 1_000, when = "true" }: Fault,
  work: () => Promise<unknown>,
): Promise<number> {
  const name = `fault_${randomBytes(4).toString("hex")}`;
  // A sequence keeps counting although the transaction that counted is rolled back
  await sql.unsafe(`create sequence ${name};
    create function ${name}() returns trigger language plpgsql security definer as $$ begin
      if (${when}) and nextval('${name}') <= ${times} then raise exception 'fault' using errcode = '${code}'; end if;
      return coalesce(new, old); end $$;
    create trigger ${name} before ${on} on ${table} for each row execute function ${name}();`);
  try {
    await work();
    const [row] = await sql.unsafe(`select case when is_called then last_value else 0 end as n from ${name}`);
    return Math.min(times, Number(row?.n));
  } finally {
    await sql.unsafe(`drop function ${name} cascade; drop sequence ${name};`);
  }
}

/** Lets every write to these tables through and fails the commit: what is left was written outside the transaction. */
export async function withFailingCommit(
  sql: postgres.Sql,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const triggers = tables.map(
    (table) => `create constraint trigger fail_commit after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function fail_commit();`,
  );
  await sql.unsafe(`create function fail_commit() returns trigger language plpgsql as
    $$ begin raise exception 'fault'; end $$; ${triggers.join(" ")}`);
  try {
    await work();
  } finally {
    await sql.unsafe("drop function fail_commit cascade");
  }
}

/** A broken schema, as after a bad migration (A20), while `work` runs. */
export async function withoutColumn(
  sql: postgres.Sql,
  table: string,
  column: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await sql.unsafe(`alter table ${table} rename column ${column} to ${column}_gone`);
  try {
    await work();
  } finally {
    await sql.unsafe(`alter table ${table} rename column ${column}_gone to ${column}`);
  }
}

/** Everything the database holds, table by table, as text: what a dump would show. */
export async function dump(sql: postgres.Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`;
  const entries = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await sql.unsafe(`select to_jsonb(t)::text as row from "${name}" t order by 1`);
      return [name, rows.map((row) => String(row.row)).join("\n")] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** What a refused call left changed: the names of the tables that differ. */
export const changedTables = (before: Record<string, string>, now: Record<string, string>): string[] =>
  Object.keys(now).filter((name) => before[name] !== now[name]);

/** The code a call was refused with: an `AppError`'s, or what the edge makes of anything else; null: it went through. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  const { toAppError } = await import("../core/errors");
  try {
    await work;
    return null;
  } catch (error) {
    return toAppError(error).code;
  }
}
