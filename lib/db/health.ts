import "server-only";
import { sql } from "drizzle-orm";
import journal from "../../drizzle/meta/_journal.json";
import { open, seal } from "../core/crypto";
import type { Db } from "./client";

export type Readiness = Record<"database" | "migrations" | "clock" | "keys" | "record", string>;

/** Beyond this the two clocks disagree about which code is current. */
const MAX_SKEW_SECONDS = 30;

function keysState(): string {
  try {
    return open(seal("ready", "readiness"), "readiness") === "ready" ? "ok" : "cannot open what was sealed";
  } catch {
    return "ENCRYPTION_KEYS cannot be used";
  }
}

/** What must be there before traffic is welcome; every value is `ok` or the reason why not. */
export async function checkReadiness(db: Db): Promise<Readiness> {
  const unknown = { migrations: "unknown", clock: "unknown", record: "unknown" };
  const state: Readiness = { database: "ok", ...unknown, keys: keysState() };
  try {
    const [row] = await db.execute<{ skew: number; applied: number }>(sql`
      select extract(epoch from clock_timestamp())::float8 as skew,
        (select count(*)::int from drizzle.__drizzle_migrations) as applied`);
    const skew = Math.abs(Number(row?.skew) - Date.now() / 1_000);
    state.clock = skew <= MAX_SKEW_SECONDS ? "ok" : `${Math.round(skew)} s apart from the database's clock`;
    const missing = journal.entries.length - Number(row?.applied);
    state.migrations = missing <= 0 ? "ok" : `${missing} to apply: run npm run db:migrate`;
    if (missing <= 0) state.record = await recordState(db);
  } catch {
    state.database = "not answering";
  }
  return state;
}

/** The audit log only grows where whoever is connected may not change it, and its next month has a place to go to. */
async function recordState(db: Db): Promise<string> {
  const [row] = await db.execute<{ alters: boolean; next: string | null }>(sql`
    select bool_or(has_table_privilege(name, what)) as alters,
      to_regclass('audit.events_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')) as next
    from unnest(array['audit_events', 'audit_blocks']) name, unnest(array['update', 'delete', 'truncate']) what`);
  if (row?.alters !== false) return "the application may change the audit log: see docs/audit-log.md";
  return row.next ? "ok" : "next month has no partition yet";
}
