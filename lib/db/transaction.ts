import "server-only";
import { isRetryable } from "../core/errors";
import type { Db } from "./client";

const MAX_TRIES = 3;

/** Runs `work` in one transaction; a serialization failure or deadlock is tried again, three times at most. */
export async function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= MAX_TRIES || !isRetryable(error)) throw error;
    }
  }
}
