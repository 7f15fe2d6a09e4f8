import "server-only";
import { and, eq, sql } from "drizzle-orm";
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

export type Counted = { count: number; at: Date; resetsAt: Date };

/** Counts so many more in the window that `now()` falls into: how many that makes, now, and when the window ends. */
export async function countInWindow(db: Db, key: string, windowSeconds: number, times = 1): Promise<Counted> {
  const [row] = await db
    .insert(rateWindows)
    .values({
      key,
      windowStart: sql`to_timestamp(floor(extract(epoch from now()) / ${windowSeconds}::int) * ${windowSeconds}::int)`,
      count: times,
    })
    .onConflictDoUpdate({
      target: [rateWindows.key, rateWindows.windowStart],
      set: { count: sql`${rateWindows.count} + ${times}::int` },
    })
    .returning({ count: rateWindows.count, windowStart: rateWindows.windowStart, at: sql<string>`now()` });
  if (!row) throw new Error("a window that was counted in has no row");
  const resetsAt = new Date(row.windowStart.getTime() + windowSeconds * 1_000);
  return { count: row.count, at: new Date(row.at), resetsAt };
}

/** What was counted of a key in windows that began within so many hours. */
export async function sumOfWindows(db: Db, key: string, hours: number): Promise<number> {
  const [row] = await db
    .select({ sum: sql<number>`coalesce(sum(${rateWindows.count}), 0)::int` })
    .from(rateWindows)
    .where(
      and(
        eq(rateWindows.key, key),
        sql`${rateWindows.windowStart} > now() - make_interval(hours => ${hours}::int)`,
      ),
    );
  return row?.sum ?? 0;
}

/** True where none was running: it runs from now on. */
export async function extendHold(db: Db, key: string, seconds: number): Promise<boolean> {
  const until = sql`now() + make_interval(secs => ${seconds}::int)`;
  const rows = await db
    .insert(throttles)
    .values({ key, failures: 0, lastFailedAt: sql`now()`, blockedUntil: until })
    .onConflictDoUpdate({
      target: throttles.key,
      set: { lastFailedAt: sql`now()`, blockedUntil: until },
      setWhere: sql`${throttles.blockedUntil} <= now()`,
    })
    .returning({ key: throttles.key });
  return rows.length === 1;
}

export async function findHold(db: Db, key: string): Promise<number | null> {
  const [row] = await db
    .select({ seconds: sql<number>`ceil(extract(epoch from ${throttles.blockedUntil} - now()))::int` })
    .from(throttles)
    .where(and(eq(throttles.key, key), sql`${throttles.blockedUntil} > now()`));
  return row?.seconds ?? null;
}

/** No limit looks back further than a day. At most `limit` rows; says how many went. */
export async function deleteOldWindows(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    delete from rate_windows where ctid = any(array(
      select ctid from rate_windows where window_start < now() - interval '2 days' limit ${limit}))
    returning 1`);
  return rows.length;
}

/** A row of wrong answers in a row is forgotten after a day without one: its longest delay is an hour. */
export async function deleteOldThrottles(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    delete from throttles where ctid = any(array(
      select ctid from throttles where last_failed_at < now() - interval '1 day'
        and (blocked_until is null or blocked_until <= now()) limit ${limit}))
    returning 1`);
  return rows.length;
}
