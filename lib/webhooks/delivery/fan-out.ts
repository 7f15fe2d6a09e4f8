import "server-only";
import { findFrontier, listSealed } from "../../audit/chain/service";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { EVENTS_AT_ONCE, WEBHOOKS_AT_ONCE } from "../core/limits";
import { insertDeliveries, type Key, listBehind, lockToAdvance, moveCursor } from "./store";

export { webhooksBehind } from "./store";

/**
 * Makes deliveries of what was sealed since each webhook last looked. Below the sealed frontier nothing can be added any more,
 * and the deliveries and the cursor are written together: no event is skipped, none is taken twice, and who writes events
 * knows nothing of it. Answers whether there is more to do at once.
 */
export async function fanOut(db: Db): Promise<boolean> {
  const frontier = await findFrontier(db);
  const behind = await listBehind(db, frontier, WEBHOOKS_AT_ONCE);
  let isCut = behind.length === WEBHOOKS_AT_ONCE;
  for (const key of behind) isCut = (await tryToAdvance(db, key, frontier)) || isCut;
  return isCut;
}

/** One that fails is looked at again the next time, and holds up no other. */
async function tryToAdvance(db: Db, key: Key, frontier: number): Promise<boolean> {
  try {
    return await advance(db, key, frontier);
  } catch (error) {
    logger().error({ err: error, webhookId: key.id }, "a webhook's events could not be looked through");
    return false;
  }
}

async function advance(db: Db, key: Key, frontier: number): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const cursor = await lockToAdvance(tx, key);
    if (!cursor || cursor.position >= frontier) return false;
    const events = await listSealed(tx, key.workspaceId, cursor, frontier, EVENTS_AT_ONCE);
    const wanted = events.filter(({ action }) => cursor.actions?.includes(action) ?? true);
    const due = wanted.map(({ id, at, action }) => ({ id, at: new Date(Number(at) / 1_000), action }));
    if (due.length > 0) await insertDeliveries(tx, key, due);
    const last = events.at(-1);
    const isCut = last !== undefined && events.length === EVENTS_AT_ONCE;
    await moveCursor(tx, key, isCut ? last : { position: frontier, id: "" });
    return isCut;
  });
}
