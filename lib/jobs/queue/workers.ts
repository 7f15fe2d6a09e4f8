import "server-only";
import type { Db } from "../../db/client";
import { BEAT_SECONDS, KEPT_SECONDS, openBoss } from "./boss";
import { type JobName, planOf } from "./names";
import { keepLonger, listNeverRun } from "./store";

/** How often a worker looks for runs by itself; it is woken long before. */
const POLL_SECONDS = 60;
/** How long a stop waits for what is under way. */
const STOP_MS = 8_000;

/** A run that a worker has. `fail` and `giveBack` end it: the queue tries it again. */
export type RunUnderWay = {
  id: string;
  tries: number;
  /** Aborted once the run is no longer this worker's: it was cancelled, or taken for lost. */
  signal: AbortSignal;
  fail: (code: string, turns: number) => Promise<never>;
  giveBack: (turns: number) => Promise<never>;
};

type Perform = (name: JobName, run: RunUnderWay) => Promise<{ turns: number }>;

export type Workers = {
  /** When each job began last in this process, in milliseconds. */
  begun: ReadonlyMap<JobName, number>;
  /** Whether what is open of a job leaves no room for another run by this process. */
  isTaken: (open: { name: JobName; isActive: boolean }) => boolean;
  send: (name: JobName) => Promise<void>;
  wake: (name: JobName) => void;
  /** Gives what silent workers have to whoever comes next. */
  takeOver: (name: JobName) => Promise<void>;
  stop: () => Promise<void>;
};

/** What the queue keeps of a try that did not succeed: no words of what went wrong, they may be anybody's. */
class Unfinished extends Error {
  constructor(
    readonly failure: string,
    readonly turns: number,
  ) {
    super(failure);
  }
  toJSON(): { failure: string; turns: number } {
    return { failure: this.failure, turns: this.turns };
  }
}

/** One worker per job in this process. A job by schedule that never ran is run at once. */
export async function openWorkers(db: Db, names: JobName[], perform: Perform): Promise<Workers> {
  const boss = await openBoss(db, { works: true });
  const begun = new Map<JobName, number>();
  const atWork = new Set<JobName>();
  const ids = new Map<JobName, string>();

  const handle = async (name: JobName, job: { id: string; retryCount: number; signal: AbortSignal }) => {
    const end = async (failure: string, turns: number): Promise<never> => {
      await keepLonger(db, name, job.id, KEPT_SECONDS.cron);
      throw new Unfinished(failure, turns);
    };
    const { id, signal, retryCount } = job;
    const giveBack = (turns: number) => end("given_back", turns);
    begun.set(name, Date.now());
    atWork.add(name);
    try {
      return await perform(name, { id, signal, tries: retryCount + 1, fail: end, giveBack });
    } finally {
      atWork.delete(name);
    }
  };
  const send = async (name: JobName) => {
    if ((await boss.send(name)) !== null) wake(name);
  };
  const wake = (name: JobName) => {
    const id = ids.get(name);
    if (id) boss.notifyWorker(id);
  };

  try {
    const options = { pollingIntervalSeconds: POLL_SECONDS, heartbeatRefreshSeconds: BEAT_SECONDS };
    for (const name of names)
      ids.set(name, await boss.work(name, options, async ([job]) => (job ? handle(name, job) : undefined)));
    const scheduled = names.filter((name) => planOf(name).when === "cron");
    if (scheduled.length > 0)
      for (const name of await listNeverRun(db, scheduled)) await send(name as JobName);
  } catch (error) {
    await boss.stop({ close: false, graceful: false });
    throw error;
  }

  return {
    begun,
    send,
    wake,
    isTaken: ({ name, isActive }) => {
      const plan = planOf(name);
      const isSideBySide = plan.when === "due" && plan.isSideBySide === true;
      return !isSideBySide || !isActive || atWork.has(name);
    },
    takeOver: (name) => boss.supervise(name),
    stop: () => boss.stop({ close: false, graceful: true, timeout: STOP_MS }),
  };
}
