import "server-only";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any number of processes may start at once: one migrates, the others wait for it. */
const MIGRATION_LOCK = 7_255_001;

/** Brings the database to the newest schema. Each migration runs in its transaction: a cut resumes where it was. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const db = drizzle(client);
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrate(db, { migrationsFolder: join(process.cwd(), "drizzle") });
  } finally {
    await client.end({ timeout: 5 });
  }
}
