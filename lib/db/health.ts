import "server-only";
import { sql } from "drizzle-orm";
import journal from "../../drizzle/meta/_journal.json";
import { open, seal } from "../core/crypto";
import type { Db } from "./client";

export type Readiness = Record<"database" | "migrations" | "clock" | "keys", string>;

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
  const state: Readiness = { database: "ok", migrations: "unknown", clock: "unknown", keys: keysState() };
  try {
    const [row] = await db.execute<{ skew: number; applied: number }>(sql`
      select extract(epoch from clock_timestamp())::float8 as skew,
        (select count(*)::int from drizzle.__drizzle_migrations) as applied`);
    const skew = Math.abs(Number(row?.skew) - Date.now() / 1_000);
    state.clock = skew <= MAX_SKEW_SECONDS ? "ok" : `${Math.round(skew)} s apart from the database's clock`;
    const missing = journal.entries.length - Number(row?.applied);
    state.migrations = missing <= 0 ? "ok" : `${missing} to apply: run npm run db:migrate`;
  } catch {
    state.database = "not answering";
  }
  return state;
}
