import "server-only";
import { AppError, isUniqueViolation } from "../../core/errors";
import type { Db } from "../../db/client";
import { KEPT_SECONDS, withBoss } from "./boss";
import type { JobName } from "./names";
import { findRunRow, type RunRow } from "./store";

export { keepLonger, listLatestRows, listNeverRun, listRunRows, openJobs, type RunRow } from "./store";

/** Who asked for a run. */
export type AskedBy = { workspaceId: string; actorId: string };

/** Puts a run of a job into the queue; null where one waits or is under way already. */
export const sendJob = (db: Db, name: JobName, by: AskedBy | null): Promise<string | null> =>
  withBoss(db, (boss) =>
    boss.send(name, by ? { by } : null, by ? { deleteAfterSeconds: KEPT_SECONDS.cron } : {}),
  );

export async function getRun(db: Db, name: JobName, id: string): Promise<RunRow> {
  const row = await findRunRow(db, name, id);
  if (!row) throw new AppError("not_found");
  return row;
}

/** How many runs a command changed: pg-boss answers it and does not say so in its types. */
const countOf = (answer: object): number => (answer as { affected: number }).affected;

/** Gives a run that failed for good another try. Throws `already_done` where it did not fail, or another is open. */
export async function retryJob(db: Db, name: JobName, id: string): Promise<void> {
  try {
    const answer = await withBoss(db, (boss) => boss.retry(name, id));
    if (countOf(answer) === 0) throw new AppError("already_done");
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError("already_done", { cause: error }) : error;
  }
}

/** Takes a run back that waits or is under way: its worker stops after the turn it is at. Throws `already_done`. */
export async function cancelJob(db: Db, name: JobName, id: string): Promise<void> {
  const answer = await withBoss(db, (boss) => boss.cancel(name, id));
  if (countOf(answer) === 0) throw new AppError("already_done");
}
