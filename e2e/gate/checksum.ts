import { sql } from "drizzle-orm";
import { database } from "../../lib/db/client";

/** Says when a job goes through a workspace next; of no consequence for anybody. */
const NOT_COUNTED = "sweeps";
/** Noting that a session is in use is no change, nor is a message of the outbox that goes its way meanwhile. */
const NOT_A_CHANGE = ["last_seen_at"];
const DELIVERY = ["attempts", "next_attempt_at", "sent_at", "failed_at", "last_error"];
/** Nor are a webhook's look along the log, the turns of a run and what came of its rows. */
const PROGRESS: Record<string, string[]> = {
  messages: DELIVERY,
  webhooks: ["cursor_position", "cursor_id", "failing_since"],
  webhook_deliveries: [...DELIVERY, "last_attempt_at", "last_status", "delivered_at"],
  bulk_runs: ["next_turn_at", "finished_at", "filter", "listed_up_to", "total"],
  bulk_rows: ["state", "code", "done_at"],
  rollouts: ["next_look_at"],
};

/** Sealing what is written goes on by itself, and that somebody unknown called is counted. */
const BESIDE = ["audit_blocks", "audit_frontier", "rate_windows"];

async function tableNames(): Promise<string[]> {
  const rows = await database().execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' and tablename <> ${NOT_COUNTED}
      order by 1`,
  );
  return rows.map(({ name }) => name).filter((name) => !BESIDE.includes(name));
}

/** Until what was ordered is done: a run that is still worked off changes its own workspace meanwhile. */
export async function settled(): Promise<void> {
  const isSoon = sql`finished_at is null and next_turn_at < now() + interval '5 minutes'`;
  for (let tries = 0; tries < 300; tries++) {
    const open = await database().execute(
      sql`select 1 from bulk_runs where ${isSoon} and cancelled_at is null
        union all select 1 from notice_runs where ${isSoon}
        union all select 1 from webhook_deliveries
          where attempts <= 1 and last_error is null and delivered_at is null and dead_at is null limit 1`,
    );
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("A run or a first delivery was not worked off within 30 seconds.");
}

/** One hash over every row of every table, or over one workspace's rows. */
export async function checksum(workspaceId: string | null = null): Promise<string> {
  const parts = await Promise.all(
    (await tableNames()).map(async (name) => {
      const scope = workspaceId ? sql`to_jsonb(t) ->> 'workspace_id' = ${workspaceId}` : sql`true`;
      // That an application's request was refused is recorded where the application is, and is no change (A62); the figures of
      // the day are recorded by the hour
      const counted =
        name === "audit_events"
          ? sql`to_jsonb(t) ->> 'action' not in ('authorization.refused', 'figures.taken')`
          : sql`true`;
      const ignored = PROGRESS[name] ?? NOT_A_CHANGE;
      const columns = sql.raw(`array['${ignored.join("','")}']`);
      const [row] = await database().execute<{ hash: string }>(sql`
        select md5(coalesce(string_agg(r, '|' order by r), '')) as hash
        from (select (to_jsonb(t) - ${columns})::text as r from ${sql.identifier(name)} t where ${scope} and ${counted}) rows`);
      return `${name} ${row?.hash}`;
    }),
  );
  return parts.join("\n");
}
