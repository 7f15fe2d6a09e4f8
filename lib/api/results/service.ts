import "server-only";
import { hashToken, open, seal } from "../../core/crypto";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { deleteOldResults, findKept, keepResult, type ResultKey, reserveKey } from "./store";

/** How long a key is remembered. */
const KEPT_HOURS = 24;

export type Result = { status: number; body: unknown };

const contextOf = ({ workspaceId, clientId, key }: ResultKey): string =>
  `kept result\n${workspaceId}\n${clientId}\n${key}`;

/**
 * Does the work of one key once: the same request again gets the first one's answer, with nothing done. Call it in the
 * transaction of the work, so that neither the effect nor the answer is there without the other; what failed keeps nothing
 * and may be tried again. Throws `idempotency_mismatch` for another request under the key.
 */
export async function onceFor(
  tx: Db,
  key: ResultKey,
  request: string,
  work: () => Promise<Result>,
): Promise<Result & { isReplay: boolean }> {
  const requestHash = hashToken(request);
  if (await reserveKey(tx, key, requestHash)) {
    const result = await work();
    const body = seal(JSON.stringify(result.body ?? null), contextOf(key));
    await keepResult(tx, key, { status: result.status, body });
    return { ...result, isReplay: false };
  }
  const kept = await findKept(tx, key);
  if (kept?.requestHash !== requestHash) throw new AppError("idempotency_mismatch");
  if (kept.status === null || kept.body === null) throw new AppError("conflict");
  return { status: kept.status, body: JSON.parse(open(kept.body, contextOf(key))), isReplay: true };
}

/** Forgets keys of more than a day ago, at most `limit` of them; says how many went. */
export const clearOldResults = (db: Db, limit: number): Promise<number> =>
  deleteOldResults(db, KEPT_HOURS, limit);
