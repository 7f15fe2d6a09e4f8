import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { runsDue } from "../admin/bulk/work";
import { looksDue } from "../admin/rings/advance";
import { sealsDue } from "../audit/chain/seal";
import { checksDue } from "../audit/checks/service";
import type { Db } from "../db/client";
import { noticesDue } from "../identity/notice-runs/service";
import { resetsDue } from "../identity/waiting-resets/service";
import { messagesDue } from "../messaging/dispatch";
import { signOutsDue } from "../oidc/sign-out/notify";
import { webhooksBehind } from "../webhooks/delivery/fan-out";
import { deliveriesDue } from "../webhooks/delivery/pump";
import { type DueName, isJobName, type JobName } from "./queue/names";
import { openJobs } from "./queue/service";

const LOOKS: Record<DueName, SQL> = {
  "mail-and-messages": messagesDue,
  "delayed-resets": resetsDue,
  "bulk-runs": runsDue,
  "rings-of-enforcing": looksDue,
  "notices-to-many": noticesDue,
  "audit-log-checks": checksDue,
  "audit-log-seals": sealsDue,
  "webhook-events": webhooksBehind,
  "webhook-deliveries": deliveriesDue,
  "sign-outs-to-tell": signOutsDue,
};

const dueJobs = sql.join(
  Object.entries(LOOKS).map(([name, isDue]) => sql`select ${sql.raw(`'${name}'`)} as name where ${isDue}`),
  sql` union all `,
);

/** One job as a look finds it: something is due for it, or a run of it is open. */
export type Look = { name: JobName; isDue: boolean; isReady: boolean; isActive: boolean; isLost: boolean };

/** What every job has to do now, by one statement: nothing at all where nothing is due and nothing is open. */
export async function look(db: Db): Promise<Look[]> {
  const rows = await db.execute<Look>(sql`/* all workspaces */
    with due as (${dueJobs}), open as (${openJobs})
    select name, true as "isDue", false as "isReady", false as "isActive", false as "isLost" from due
    union all select name, false, is_ready, is_active, is_lost from open`);
  // The queue has runs of its own there, and another version of this program may have jobs that are none here
  return rows.filter(({ name }) => isJobName(name));
}
