import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { rateWindows, throttles } from "../db/schema/directory";
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

/** Counts one more in the window that `now()` falls into, and says how many that makes. */
export async function countInWindow(db: Db, key: string, windowSeconds: number): Promise<number> {
  const [row] = await db
    .insert(rateWindows)
    .values({
      key,
      windowStart: sql`to_timestamp(floor(extract(epoch from now()) / ${windowSeconds}::int) * ${windowSeconds}::int)`,
      count: 1,
    })
    .onConflictDoUpdate({
      target: [rateWindows.key, rateWindows.windowStart],
      set: { count: sql`${rateWindows.count} + 1` },
    })
    .returning({ count: rateWindows.count });
  return row?.count ?? 0;
}

/** No limit looks back further than a day. */
export const deleteOldWindows = (db: Db): Promise<unknown> =>
  db.delete(rateWindows).where(sql`${rateWindows.windowStart} < now() - interval '2 days'`);
