import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { toAppError } from "../core/errors";
import { logger } from "../core/logger";
import { type Db, database } from "../db/client";
import { HANDLERS, type Work } from "./handlers";
import { type JobName, planOf } from "./queue/names";
import { openWorkers, type RunUnderWay, type Workers } from "./queue/workers";
import { look } from "./store";

/** How long after one look the next begins, and after one that failed. */
const LOOK_MS = 750;
const AFTER_FAULT_MS = 5_000;
/** Something is due again and again: a run of it ends by then, and the next look begins another. */
const LONGEST_MS = 60_000;

export type Handlers = Partial<Record<JobName, Work>>;
export type RunningJobs = { stop: () => Promise<void> };

const holder = globalThis as { sallyportWorkers?: RunningJobs };

/** Starts every job, once per process, and stops cleanly: what is under way ends after its turn or is given back. */
export function startWorkers(): RunningJobs {
  holder.sallyportWorkers ??= runJobs(database(), HANDLERS);
  return holder.sallyportWorkers;
}

/** Works on jobs until it is stopped. A fault is logged and waited out; it never ends the work. */
export function runJobs(db: Db, handlers: Handlers): RunningJobs {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => wait(ms, undefined, { signal }).catch(() => undefined);
  let workers: Workers | undefined;

  const open = async () => {
    workers ??= await openWorkers(db, Object.keys(handlers) as JobName[], (name, run) =>
      perform(db, name, handlers[name] ?? (async () => false), run, signal),
    );
    return workers;
  };
  const turn = async (): Promise<number> => {
    try {
      await beginWhatIsDue(db, await open());
      return LOOK_MS;
    } catch (err) {
      if (!signal.aborted) logger().error({ err }, "the jobs could not be looked at");
      return AFTER_FAULT_MS;
    }
  };
  const ended = (async () => {
    while (!signal.aborted) await pause(await turn());
  })();

  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await workers?.stop();
    },
  };
}

/** When a job that is not to run too often began last, in this process. */
const isEarly = (name: JobName, begun: ReadonlyMap<JobName, number>): boolean => {
  const plan = planOf(name);
  const seconds = plan.when === "due" ? (plan.everySeconds ?? 0) : 0;
  return Date.now() - (begun.get(name) ?? 0) < seconds * 1_000;
};

/** One look: sends a run of each job for which something is due and none waits, and wakes whose run waits. */
async function beginWhatIsDue(db: Db, workers: Workers): Promise<void> {
  const seen = await look(db);
  const open = new Set(seen.filter((one) => !one.isDue && workers.isTaken(one)).map(({ name }) => name));
  for (const { name, isDue } of seen) {
    if (!isDue || open.has(name) || isEarly(name, workers.begun)) continue;
    await workers.send(name);
  }
  for (const { name, isReady } of seen) if (isReady) workers.wake(name);
  const lost = [...new Set(seen.filter(({ isLost }) => isLost).map(({ name }) => name))];
  for (const name of lost) await workers.takeOver(name);
}

/** Takes turns until nothing is left, and says how many. A failure is told by its code alone: its words may be anybody's. */
export async function perform(
  db: Db,
  name: JobName,
  work: Work,
  run: RunUnderWay,
  stopping: AbortSignal,
): Promise<{ turns: number }> {
  const until = Date.now() + LONGEST_MS;
  const isDue = planOf(name).when === "due";
  // What is due is found by the next look; what goes by schedule has to be taken up again
  const isCut = () => stopping.aborted || run.signal.aborted || (isDue && Date.now() > until);
  let turns = 0;
  let hasMore = true;
  try {
    for (; hasMore && (turns === 0 || !isCut()); turns++) hasMore = await work(db);
  } catch (err) {
    logger().error({ err, job: name, run: run.id, tries: run.tries, turns }, "a job failed");
    return run.fail(toAppError(err).code, turns);
  }
  return hasMore && !isDue && stopping.aborted ? run.giveBack(turns) : { turns };
}
