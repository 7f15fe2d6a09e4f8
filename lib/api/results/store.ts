import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { keptResults } from "../../db/schema/programs";

export type ResultKey = { workspaceId: string; clientId: string; key: string };
export type KeptRow = typeof keptResults.$inferSelect;

const isKey = ({ workspaceId, clientId, key }: ResultKey) =>
  and(eq(keptResults.workspaceId, workspaceId), eq(keptResults.clientId, clientId), eq(keptResults.key, key));

/** True where the key is new; of two at once the second waits for the first one's transaction. */
export async function reserveKey(db: Db, key: ResultKey, requestHash: string): Promise<boolean> {
  const rows = await db
    .insert(keptResults)
    .values({ ...key, requestHash })
    .onConflictDoNothing()
    .returning({ key: keptResults.key });
  return rows.length === 1;
}

export async function findKept(db: Db, key: ResultKey): Promise<KeptRow | null> {
  const [row] = await db.select().from(keptResults).where(isKey(key));
  return row ?? null;
}

export const keepResult = (db: Db, key: ResultKey, set: { status: number; body: string }): Promise<unknown> =>
  db.update(keptResults).set(set).where(isKey(key));

/** At most `limit` rows; says how many went. */
export async function deleteOldResults(db: Db, hours: number, limit: number): Promise<number> {
  const rows = await db.execute(sql`/* all workspaces */
    delete from kept_results where ctid = any(array(
      select ctid from kept_results where created_at < now() - make_interval(hours => ${hours}::int) limit ${limit}))
    returning 1`);
  return rows.length;
}
