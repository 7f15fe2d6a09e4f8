import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { UNDER_WAY, UNDER_WAY_OF_ONE } from "../core/limits";
import { deliver, ownWays } from "./deliver";
import { claimDue, deleteOldDeliveries } from "./store";

export { deliveriesDue } from "./store";

const LOOK_AGAIN_MS = 1_000;

/** What this process has under way, by webhook. */
const underWay = new Map<string, Set<Promise<void>>>();

const all = (): Promise<void>[] => [...underWay.values()].flatMap((set) => [...set]);

/**
 * One turn: begins what is due, and does not wait for the slow ones among it. A webhook with something under way gets nothing
 * more until that is over, so that one that hangs holds up itself alone. Answers whether there is more to do at once.
 */
export async function pumpDeliveries(db: Db, ways = ownWays()): Promise<boolean> {
  const running = all();
  const most = UNDER_WAY - running.length;
  const busy = [...underWay.keys()];
  const claimed = most > 0 ? await claimDue(db, { busy, most, mostOfOne: UNDER_WAY_OF_ONE }) : [];
  for (const one of claimed) {
    const set = underWay.get(one.webhookId) ?? new Set();
    underWay.set(one.webhookId, set);
    const work = deliver(db, one, ways)
      .catch((error) => logger().error({ err: error, deliveryId: one.id }, "an attempt was not noted"))
      .finally(() => {
        set.delete(work);
        if (set.size === 0) underWay.delete(one.webhookId);
      });
    set.add(work);
  }
  const now = all();
  if (now.length > 0) await Promise.race([...now, wait(LOOK_AGAIN_MS, undefined, { ref: false })]);
  // What was under way at first may have ended meanwhile, and what waited for it is free
  return running.length > 0 || claimed.length > 0;
}

/** Forgets deliveries that were over long ago; the events stay in the log. Answers how many, `most` at once. */
export const clearOldDeliveries = (db: Db, most: number): Promise<number> => deleteOldDeliveries(db, most);
