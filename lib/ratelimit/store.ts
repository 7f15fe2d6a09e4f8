import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { throttles } from "../db/schema/directory";
import { blockedUntilAfter } from "./delay-sql";

/** Counts one attempt in one statement; no row comes back while the key is blocked. */
export async function countAttempt(db: Db, key: string): Promise<boolean> {
  const rows = await db
    .insert(throttles)
    .values({ key, failures: 1, lastFailedAt: sql`now()` })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        failures: sql`${throttles.failures} + 1`,
        lastFailedAt: sql`now()`,
        blockedUntil: blockedUntilAfter(throttles.failures),
      },
      setWhere: sql`${throttles.blockedUntil} is null or ${throttles.blockedUntil} <= now()`,
    })
    .returning({ key: throttles.key });
  return rows.length === 1;
}

export async function findSecondsLeft(db: Db, key: string): Promise<number> {
  const [row] = await db
    .select({ seconds: sql<number>`ceil(extract(epoch from ${throttles.blockedUntil} - now()))::int` })
    .from(throttles)
    .where(eq(throttles.key, key));
  return Math.max(1, row?.seconds ?? 1);
}

export const deleteThrottle = (db: Db, key: string): Promise<unknown> =>
  db.delete(throttles).where(eq(throttles.key, key));

export const updateLastFailed = (db: Db, key: string): Promise<unknown> =>
  db.update(throttles).set({ lastFailedAt: sql`now()` }).where(eq(throttles.key, key));
