import "server-only";
import { keyedHash } from "../core/crypto";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { delayRow } from "./delay-sql";
import { countAttempt, deleteThrottle, findSecondsLeft, updateLastFailed } from "./store";

/** What is being slowed: one counter per purpose and subject, whether the subject exists or not. */
export type Throttled = { purpose: "password" | "access_pass"; subject: string };

const keyOf = ({ purpose, subject }: Throttled): string => keyedHash("throttle", `${purpose}\n${subject}`);

/**
 * Counts an attempt before it is judged and commits at once (pass the pool, never a transaction), so that a rollback
 * cannot give it back. Throws `too_many_attempts` with the seconds left while the delay runs; those do not count.
 */
export async function reserveAttempt(db: Db, throttled: Throttled): Promise<void> {
  const key = keyOf(throttled);
  if (await countAttempt(db, key)) return;
  throw new AppError("too_many_attempts", { retryAfterSeconds: await findSecondsLeft(db, key) });
}

/** The attempt was right: what was counted in a row is forgotten. */
export async function clearAttempts(db: Db, throttled: Throttled): Promise<void> {
  await deleteThrottle(db, keyOf(throttled));
}

/** Writes to the counter without counting: what a refusal of somebody unknown costs, where a known one is audited. */
export async function touchThrottle(db: Db, throttled: Throttled): Promise<void> {
  await updateLastFailed(db, keyOf(throttled));
}

/** The delay that runs for a subject, to be read by a statement of another domain. */
export const delayOf = (throttled: Throttled) => delayRow(throttled.purpose, keyOf(throttled));
