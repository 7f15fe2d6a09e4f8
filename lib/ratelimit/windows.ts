import "server-only";
import { keyedHash } from "../core/crypto";
import type { Db } from "../db/client";
import { countInWindow, deleteOldWindows } from "./store";

/** "At most `max` in `windowSeconds`", counted for one subject. */
export type WindowLimit = { name: string; subject: string; max: number; windowSeconds: number };

/**
 * Counts once against every limit and answers the name of the first that is passed; null: all hold. Those after it are
 * not counted. In a transaction, callers name their limits in one order, so that none waits for another in a circle.
 */
export async function countAgainst(db: Db, limits: readonly WindowLimit[]): Promise<string | null> {
  for (const { name, subject, max, windowSeconds } of limits) {
    const count = await countInWindow(db, keyedHash("window", `${name}\n${subject}`), windowSeconds);
    if (count > max) return name;
  }
  await deleteOldWindows(db);
  return null;
}
