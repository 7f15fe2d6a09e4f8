import "server-only";
import { fromDrizzle, PgBoss, type QueueOptions, type Db as Statements } from "pg-boss";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { isJobName, JOB_NAMES, type Plan, planOf } from "./names";
import { sqlTag } from "./store";

/** A worker that says nothing for so long is taken for dead (pg-boss allows no less), and how often a living one says something. */
export const HEARTBEAT_SECONDS = 10;
export const BEAT_SECONDS = 3;
/** After so long a job that hangs is given up, and tried again. */
const EXPIRE_SECONDS = 3_600;
/** How long what has run is kept: what goes every second less long than what goes every hour. Failures stay as long as the latter. */
export const KEPT_SECONDS = { due: 3_600, cron: 7 * 86_400 };

const OPTIONS: QueueOptions = {
  expireInSeconds: EXPIRE_SECONDS,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  retryLimit: 5,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
};

/** The queue's own transactions, which begin and end within one text. */
const TRANSACTION = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/;

/** The pool or a transaction, as the queue sends its statements: several at once are answered with one list each. */
export const statementsOf = (db: Db): Statements => ({
  async executeSql(text, values) {
    const together = TRANSACTION.exec(text)?.[1];
    if (together !== undefined) return db.transaction((tx) => statementsOf(tx).executeSql(together));
    const plain = values?.map((value) => (isDocument(value) ? JSON.stringify(value) : value));
    const { rows } = await fromDrizzle(db as Executing, sqlTag).executeSql(text, plain);
    return { rows: rows.flat() };
  },
});

type Executing = Parameters<typeof fromDrizzle>[0];

const isDocument = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * The queue of the database, whose tables a migration has made. With `works` it keeps the schedules and takes over what a
 * dead worker has left; without, it only sends and looks.
 */
export async function openBoss(db: Db, { works }: { works: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    db: statementsOf(db),
    schema: "pgboss",
    migrate: false,
    createSchema: false,
    supervise: works,
    schedule: works,
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 600,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on("error", (err) => logger().error({ err }, "the queue could not go on for a moment"));
  boss.on("warning", ({ message }) => logger().warn({ reason: message }, "the queue warns"));
  await boss.start();
  await makeQueues(boss);
  return boss;
}

/** Makes the queue of each job and its schedule where they are missing or other than they should be, however many processes do so at once. */
async function makeQueues(boss: PgBoss): Promise<void> {
  const queues = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  const crons = new Map((await boss.getSchedules()).map(({ name, cron }) => [name, cron]));
  for (const name of JOB_NAMES) {
    const plan = planOf(name);
    const options = { ...OPTIONS, deleteAfterSeconds: KEPT_SECONDS[plan.when] };
    const isAsItShould = Object.entries(options).every(
      ([key, value]) => queues.get(name)?.[key as keyof QueueOptions] === value,
    );
    if (!queues.has(name)) await boss.createQueue(name, { ...options, policy: policyOf(plan) });
    else if (!isAsItShould) await boss.updateQueue(name, options);
    if (plan.when === "cron" && crons.get(name) !== plan.cron)
      await boss.schedule(name, plan.cron, null, SCHEDULING);
  }
  for (const name of crons.keys()) if (!isScheduled(name)) await boss.unschedule(name);
}

/** What another version had by schedule is begun by nobody here. */
const isScheduled = (name: string): boolean => isJobName(name) && planOf(name).when === "cron";

/** A run that was missed while nobody worked is made up for, once. */
const SCHEDULING = { tz: "UTC", missed: "once" } as const;

/** One run waits or is under way; side by side one waits, and any number is under way. */
const policyOf = (plan: Plan): string => (plan.when === "due" && plan.isSideBySide ? "short" : "exclusive");

/** Opens the queue for one deed, in the transaction of that deed where `db` is one, and leaves nothing running. */
export async function withBoss<T>(db: Db, work: (boss: PgBoss) => Promise<T>): Promise<T> {
  const boss = await openBoss(db, { works: false });
  try {
    return await work(boss);
  } finally {
    await boss.stop({ close: false, graceful: false });
  }
}

/** When a cron expression (UTC) comes next, after `from`. */
export function nextRunAt(cron: string, from: Date): Date {
  const boss = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) } });
  return boss.previewSchedule(cron, { tz: "UTC", from, count: 1 })[0] ?? from;
}
