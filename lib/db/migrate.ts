import "server-only";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { grantAppRole } from "./role";

/** Any number of processes may start at once: one migrates, the others wait for it. */
const MIGRATION_LOCK = 7_255_001;

/**
 * Brings the database to the newest schema. Each migration runs in its transaction: a cut resumes where it was.
 * `url` is the owner's; `appUrl` is what the application connects with, where that is another.
 */
export async function migrateDatabase(url: string, appUrl = url): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(client), { migrationsFolder: join(process.cwd(), "drizzle") });
    await grantAppRole(client, nameIn(url), { name: nameIn(appUrl), password: passwordIn(appUrl) });
    await keepPositionsRising(client);
    await client`select audit.make_months_ahead()`;
  } finally {
    await client.end({ timeout: 5 });
  }
}

const nameIn = (url: string): string => decodeURIComponent(new URL(url).username);
const passwordIn = (url: string): string => decodeURIComponent(new URL(url).password);

/**
 * Positions in the audit log are transaction numbers. Data that was restored on another server meets lower ones there: the
 * default of the column then adds what is missing, so that nothing new falls among what is sealed.
 */
async function keepPositionsRising(client: postgres.Sql): Promise<void> {
  const [row] = await client`
    select greatest(f.position, (select coalesce(max(position), 0) + 1 from audit_events))
      - (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + f.lead) as behind, f.lead
    from audit_frontier f`;
  const behind = Number(row?.behind ?? 0);
  if (behind <= 0) return;
  const lead = Number(row?.lead) + behind;
  await client.begin(async (tx) => {
    await tx.unsafe(
      `alter table audit_events alter column position set default (pg_current_xact_id()::text::bigint + ${lead})`,
    );
    await tx`update audit_frontier set lead = ${lead}`;
  });
}
