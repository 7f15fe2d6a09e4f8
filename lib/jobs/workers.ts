import "server-only";
import { clearOldRuns } from "../admin/bulk/runs";
import { advanceBulkRuns } from "../admin/bulk/work";
import { warnOfEnding } from "../admin/enforcement/exemptions";
import { takeDueFigures } from "../admin/evidence/days";
import { advanceReminders } from "../admin/reminders/service";
import { advanceRings } from "../admin/rings/advance";
import { clearOldResults } from "../api/results/service";
import { sealDue } from "../audit/chain/seal";
import { advanceChecks } from "../audit/checks/service";
import { makeMonthsAhead } from "../audit/service";

import { logger } from "../core/logger";
import { type Db, database } from "../db/client";
import { giveBackAddresses } from "../entry/lapsed";
import { advanceNoticeRuns } from "../identity/notice-runs/service";
import { dispatchDue } from "../messaging/dispatch";
import { clearStaleArtifacts } from "../oidc/artifacts/service";
import { tellOfEndedSessions } from "../oidc/sign-out/notify";
import { clearStaleCounters } from "../ratelimit/windows";
import { advanceDelayedResets } from "../recovery/reset";
import { fanOut } from "../webhooks/delivery/fan-out";
import { clearOldDeliveries, pumpDeliveries } from "../webhooks/delivery/pump";

/** What runs beside the requests. `work` answers whether there is more to do at once. */
export type Job = { name: string; work: (db: Db) => Promise<boolean>; idleMs: number };

const AFTER_FAULT_MS = 5_000;
/** Rows of a kind that are cleared at once. */
const CLEARED_AT_ONCE = 5_000;

/** Each goes by itself: one that fails or takes long holds up no other. */
const JOBS: readonly Job[] = [
  { name: "outbox", work: async (db) => (await dispatchDue(db)) > 0, idleMs: 1_000 },
  { name: "delayed resets", work: advanceDelayedResets, idleMs: 1_000 },
  { name: "bulk runs", work: advanceBulkRuns, idleMs: 1_000 },
  { name: "exemptions that end", work: warnOfEnding, idleMs: 60_000 },
  { name: "rings of enforcing", work: advanceRings, idleMs: 10_000 },
  { name: "notices to many", work: advanceNoticeRuns, idleMs: 1_000 },
  { name: "checks of the audit log", work: advanceChecks, idleMs: 1_000 },
  { name: "figures of the day", work: takeDueFigures, idleMs: 3_600_000 },
  { name: "seals of the audit log", work: sealDue, idleMs: 10_000 },
  {
    name: "months of the audit log",
    work: async (db) => {
      await makeMonthsAhead(db);
      return false;
    },
    idleMs: 6 * 3_600_000,
  },
  { name: "events for webhooks", work: fanOut, idleMs: 1_000 },
  { name: "deliveries to webhooks", work: pumpDeliveries, idleMs: 1_000 },
  {
    name: "old deliveries to webhooks",
    work: async (db) => (await clearOldDeliveries(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE,
    idleMs: 3_600_000,
  },
  { name: "sign-outs to tell", work: tellOfEndedSessions, idleMs: 1_000 },
  {
    name: "stale artifacts",
    work: async (db) => (await clearStaleArtifacts(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE,
    idleMs: 600_000,
  },
  { name: "reminders", work: advanceReminders, idleMs: 60_000 },
  { name: "unconfirmed addresses", work: giveBackAddresses, idleMs: 3_600_000 },
  {
    name: "stale counters",
    work: async (db) => (await clearStaleCounters(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE,
    idleMs: 600_000,
  },
  {
    name: "old bulk runs",
    work: async (db) => (await clearOldRuns(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE,
    idleMs: 3_600_000,
  },
  {
    name: "old results of programs",
    work: async (db) => (await clearOldResults(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE,
    idleMs: 600_000,
  },
];

const holder = globalThis as { sallyportWorkers?: true };

/** Starts every job, once per process. */
export function startWorkers(): void {
  if (holder.sallyportWorkers) return;
  holder.sallyportWorkers = true;
  for (const job of JOBS) repeat(job, database());
}

/** Runs a job for ever. A fault is logged and waited out; it never ends the loop. */
export function repeat(job: Job, db: Db): void {
  const turn = async () => {
    setTimeout(turn, await takeTurn(job, db)).unref();
  };
  void turn();
}

/** One turn of a job; answers how many milliseconds later the next one begins. */
export async function takeTurn({ name, work, idleMs }: Job, db: Db): Promise<number> {
  try {
    return (await work(db)) ? 0 : idleMs;
  } catch (error) {
    logger().error({ err: error, job: name }, "a job's turn failed");
    return Math.max(idleMs, AFTER_FAULT_MS);
  }
}
