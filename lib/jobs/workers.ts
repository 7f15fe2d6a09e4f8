import "server-only";
import { logger } from "../core/logger";
import { database } from "../db/client";
import { advanceNoticeRuns } from "../identity/notice-runs/service";
import { dispatchDue } from "../messaging/dispatch";
import { clearStaleCounters } from "../ratelimit/windows";
import { advanceDelayedResets } from "../recovery/reset";

/** How soon a message leaves after its change, and how often an empty outbox is looked at. */
const IDLE_MS = 1_000;
const AFTER_FAULT_MS = 5_000;
/** How often what nobody looks at any more is cleared, and how many rows of a kind at once. */
const CLEARING_MS = 600_000;
const CLEARED_AT_ONCE = 5_000;

const holder = globalThis as { sallyportWorkers?: true };

/** Starts what runs beside the requests, once per process. A fault is logged and waited out; it never ends the loop. */
export function startWorkers(): void {
  if (holder.sallyportWorkers) return;
  holder.sallyportWorkers = true;
  let lastRun = 0;
  const turn = async () => {
    let wait = IDLE_MS;
    try {
      if (await advanceDelayedResets(database())) wait = 0;
      if (Date.now() - lastRun >= IDLE_MS && (await advanceNoticeRuns(database()))) lastRun = Date.now();
      if ((await dispatchDue(database())) > 0) wait = 0;
    } catch (error) {
      logger().error({ err: error }, "the outbox could not be read");
      wait = AFTER_FAULT_MS;
    }
    setTimeout(turn, wait).unref();
  };
  void turn();
  const clear = async () => {
    let wait = CLEARING_MS;
    try {
      // a full batch: there is more
      if ((await clearStaleCounters(database(), CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE) wait = IDLE_MS;
    } catch (error) {
      logger().error({ err: error }, "old counters could not be cleared");
    }
    setTimeout(clear, wait).unref();
  };
  void clear();
}
