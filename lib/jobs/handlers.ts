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
import type { Db } from "../db/client";
import { giveBackAddresses } from "../entry/lapsed";
import { clearStaleChallenges } from "../entry/sign-in";
import { clearStaleFlows } from "../flows/challenge";
import { advanceNoticeRuns } from "../identity/notice-runs/service";
import { clearOldSessions } from "../identity/sessions/service";
import { clearOldTokens } from "../identity/tokens/service";
import { dispatchDue } from "../messaging/dispatch";
import { clearStaleArtifacts } from "../oidc/artifacts/service";
import { tellOfEndedSessions } from "../oidc/sign-out/notify";
import { clearStaleCounters } from "../ratelimit/windows";
import { advanceDelayedResets } from "../recovery/reset";
import { fanOut } from "../webhooks/delivery/fan-out";
import { clearOldDeliveries, pumpDeliveries } from "../webhooks/delivery/pump";
import type { JobName } from "./queue/names";

/** One turn; answers whether there is more to do at once. Any number of processes may take turns at once. */
export type Work = (db: Db) => Promise<boolean>;

/** Rows of a kind that are cleared at once. */
const CLEARED_AT_ONCE = 5_000;

const clearing =
  (clear: (db: Db, most: number) => Promise<number>): Work =>
  async (db) =>
    (await clear(db, CLEARED_AT_ONCE)) >= CLEARED_AT_ONCE;

/** What each job does. */
export const HANDLERS: Record<JobName, Work> = {
  "mail-and-messages": async (db) => (await dispatchDue(db)) > 0,
  "delayed-resets": advanceDelayedResets,
  "bulk-runs": advanceBulkRuns,
  "rings-of-enforcing": advanceRings,
  "notices-to-many": advanceNoticeRuns,
  "audit-log-checks": advanceChecks,
  "audit-log-seals": sealDue,
  "webhook-events": fanOut,
  "webhook-deliveries": pumpDeliveries,
  "sign-outs-to-tell": tellOfEndedSessions,
  reminders: advanceReminders,
  "exemptions-that-end": warnOfEnding,
  "figures-of-the-day": takeDueFigures,
  "audit-log-months": async (db) => {
    await makeMonthsAhead(db);
    return false;
  },
  "unconfirmed-addresses": giveBackAddresses,
  "clear-expired-sessions": clearing(clearOldSessions),
  "clear-expired-flows": clearing(clearStaleFlows),
  "clear-expired-tokens": clearing(clearOldTokens),
  "clear-expired-challenges": clearing(clearStaleChallenges),
  "clear-stale-artifacts": clearing(clearStaleArtifacts),
  "clear-stale-counters": clearing(clearStaleCounters),
  "clear-old-deliveries": clearing(clearOldDeliveries),
  "clear-old-bulk-runs": clearing(clearOldRuns),
  "clear-old-results": clearing(clearOldResults),
};
