import "server-only";
import { keyedHash } from "../core/crypto";
import type { Db } from "../db/client";
import { extendHold, findHold } from "./store";

/** Something that rests for a while once it was done: one row per name and subject, by the database's clock. */
export type Hold = { name: string; subject: string };

const keyOf = ({ name, subject }: Hold): string => keyedHash("hold", `${name}\n${subject}`);

/**
 * Begins a hold of so many seconds, in one statement; null: it began. Where one is running it stays as it is, and the
 * seconds left of it come back. Of two at once one waits for the other's transaction, and is told.
 */
export async function beginHold(db: Db, hold: Hold, seconds: number): Promise<number | null> {
  if (await extendHold(db, keyOf(hold), seconds)) return null;
  return (await findHold(db, keyOf(hold))) ?? 1;
}

/** The seconds left of a hold; null: none is running. */
export const findSecondsHeld = (db: Db, hold: Hold): Promise<number | null> => findHold(db, keyOf(hold));
