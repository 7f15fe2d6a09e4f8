import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { hasRight } from "../../identity/core/rights";
import { getUserNames } from "../../identity/users/service";
import { isJobName, JOB_NAMES, type JobName } from "../../jobs/queue/names";
import { cancelJob, getRun, listLatestRows, listRunRows, retryJob, sendJob } from "../../jobs/queue/service";
import { countAndTell } from "../../ratelimit/windows";
import { type Admin, isMachine } from "../authority";
import { recordAct } from "../tell";
import { USUAL_RUNS } from "./states";
import { type JobRun, type JobView, toJob, toRun } from "./view";

/** How often a workspace starts one job, or has it tried again. */
const PER_MINUTE = 5;

/** The background jobs of the installation, as one workspace sees them. */
export async function listJobs(db: Db, workspaceId: string, now: Date): Promise<JobView[]> {
  const rows = await listLatestRows(db);
  return JOB_NAMES.map((name) =>
    toJob(
      name,
      rows.filter((row) => row.name === name),
      workspaceId,
      now,
    ),
  );
}

/** One of them. Throws `not_found`. */
export async function getJob(db: Db, workspaceId: string, name: string, now: Date): Promise<JobView> {
  const known = jobNamed(name);
  const job = (await listJobs(db, workspaceId, now)).find((one) => one.name === known);
  if (!job) throw new AppError("not_found");
  return job;
}

/** The newest runs of a job. Throws `not_found`. */
export async function listJobRuns(
  db: Db,
  workspaceId: string,
  name: string,
  which: { limit: number; onlyFailures: boolean },
): Promise<JobRun[]> {
  return (await listRunRows(db, jobNamed(name), which)).map((row) => toRun(row, workspaceId));
}

/** A run with the name of the person who started it, where somebody of this workspace did. */
export type NamedRun = JobRun & { startedByName: string | null };

/** The same for a screen. */
export async function listNamedRuns(
  db: Db,
  workspaceId: string,
  name: string,
  { only }: { only: "all" | "failures" },
): Promise<NamedRun[]> {
  const which = { limit: USUAL_RUNS, onlyFailures: only === "failures" };
  const runs = await listJobRuns(db, workspaceId, name, which);
  const ids = runs.flatMap(({ startedBy }) => startedBy ?? []);
  const names = ids.length > 0 ? await getUserNames(db, workspaceId, ids) : new Map<string, string>();
  return runs.map((run) => ({ ...run, startedByName: names.get(run.startedBy ?? "") ?? null }));
}

/**
 * Has a job run now. One that waits or is under way already is let be. Audited. Throws `not_found`, `missing_right`,
 * `already_done` where it runs already, `rate_limited` beyond a few a minute.
 */
export async function triggerJob(db: Db, actor: Admin, name: string): Promise<JobRun> {
  const job = jobNamed(name);
  return deed(db, actor, job, async (tx, workspaceId) => {
    const id = await sendJob(tx, job, { workspaceId, actorId: actor.subject.user.id });
    if (id === null) throw new AppError("already_done");
    await recordAct(tx, actor, { workspaceId, id: job }, "job.triggered", { runId: id });
    return toRun(await getRun(tx, job, id), workspaceId);
  });
}

/** Gives a run that failed another try. Audited. Throws as `triggerJob` does. */
export async function retryRun(db: Db, actor: Admin, name: string, runId: string): Promise<JobRun> {
  const job = jobNamed(name);
  return deed(db, actor, job, async (tx, workspaceId) => {
    await getRun(tx, job, runId);
    await retryJob(tx, job, runId);
    await recordAct(tx, actor, { workspaceId, id: job }, "job.retried", { runId });
    return toRun(await getRun(tx, job, runId), workspaceId);
  });
}

/**
 * Takes back a run that the workspace itself started; the others serve everybody. Audited. Throws `not_found` for those too,
 * `already_done` where it has ended, `missing_right`.
 */
export async function cancelRun(db: Db, actor: Admin, name: string, runId: string): Promise<void> {
  const job = jobNamed(name);
  await deed(db, actor, job, async (tx, workspaceId) => {
    const row = await getRun(tx, job, runId);
    if (row.by?.workspaceId !== workspaceId) throw new AppError("not_found");
    await cancelJob(tx, job, runId);
    await recordAct(tx, actor, { workspaceId, id: job }, "job.cancelled", { runId });
  });
}

/** A job's name. Throws `not_found`. */
function jobNamed(name: string): JobName {
  if (!isJobName(name)) throw new AppError("not_found");
  return name;
}

/** Who may, how often, and all of it in one transaction. */
async function deed<T>(
  db: Db,
  { subject }: Admin,
  job: JobName,
  work: (tx: Db, workspaceId: string) => Promise<T>,
): Promise<T> {
  if (!isMachine(subject) && !hasRight(subject.user, "manage_user_rights"))
    throw new AppError("missing_right");
  const workspaceId = subject.workspace.id;
  return inTransaction(db, async (tx) => {
    const limit = {
      name: "job",
      subject: `${workspaceId}\n${job}`,
      max: PER_MINUTE,
      windowSeconds: 60,
    };
    const { count, at, resetsAt } = await countAndTell(tx, limit);
    const seconds = Math.ceil((resetsAt.getTime() - at.getTime()) / 1_000);
    if (count > PER_MINUTE) throw new AppError("rate_limited", { retryAfterSeconds: Math.max(1, seconds) });
    return work(tx, workspaceId);
  });
}
