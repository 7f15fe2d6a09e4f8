import "server-only";
import { keyedHash } from "../core/crypto";
import type { Db } from "../db/client";
import { type Counted, countInWindow, deleteOldThrottles, deleteOldWindows, sumOfWindows } from "./store";

/** What is counted: one row per window of time. */
export type Tallied = { name: string; subject: string };

/** "At most `max` in `windowSeconds`", counted for one subject. */
export type WindowLimit = Tallied & { max: number; windowSeconds: number };

const keyOf = ({ name, subject }: Tallied): string => keyedHash("window", `${name}\n${subject}`);

/**
 * Counts once against every limit and answers the first that is passed; null: all hold. Those after it are
 * not counted. In a transaction, callers name their limits in one order, so that none waits for another in a circle.
 */
export async function countAgainst(db: Db, limits: readonly WindowLimit[]): Promise<WindowLimit | null> {
  for (const limit of limits) {
    const { count } = await countInWindow(db, keyOf(limit), limit.windowSeconds);
    if (count > limit.max) return limit;
  }
  return null;
}

/** Counts once, or so many times, against one limit and says how it stands, by the database's clock: for callers who are told. */
export const countAndTell = (db: Db, limit: WindowLimit, times = 1): Promise<Counted> =>
  countInWindow(db, keyOf(limit), limit.windowSeconds, times);

const HOUR_SECONDS = 3_600;

/** Counts one more, hour by hour. */
export const tally = async (db: Db, tallied: Tallied): Promise<number> =>
  (await countInWindow(db, keyOf(tallied), HOUR_SECONDS)).count;

/** What was tallied in the last so many hours. */
export const getTally = (db: Db, tallied: Tallied, hours: number): Promise<number> =>
  sumOfWindows(db, keyOf(tallied), hours);

/** Clears counters that no limit looks at any more, at most `limit` of each kind; says how many went. */
export async function clearStaleCounters(db: Db, limit: number): Promise<number> {
  return (await deleteOldWindows(db, limit)) + (await deleteOldThrottles(db, limit));
}
