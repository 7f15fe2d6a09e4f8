import "server-only";
import { nextRunAt } from "../../jobs/queue/boss";
import { type JobName, planOf } from "../../jobs/queue/names";
import type { RunRow } from "../../jobs/queue/service";
import type { RUN_STATES } from "./states";

export type RunState = (typeof RUN_STATES)[number];

/** A run as any workspace may see it: nothing in it speaks of another. Times are ISO strings. */
export type JobRun = {
  id: string;
  state: RunState;
  tries: number;
  queuedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** When it is tried again. */
  retryAt: string | null;
  /** What kind of failure the last try was: an error's code, `worker_lost`, `timed_out` or `given_back`. */
  failure: string | null;
  /** The user or program of this workspace that started it; null: the schedule, what was due, or somebody else. */
  startedBy: string | null;
};

export type JobView = {
  name: JobName;
  does: string;
  /** A cron expression (UTC); null: whenever something is due. */
  schedule: string | null;
  /** The run that waits or is under way. */
  current: JobRun | null;
  /** The run that ended last. */
  last: JobRun | null;
  nextRunAt: string | null;
};

const STATES: Record<RunRow["state"], RunState> = {
  created: "waiting",
  retry: "retrying",
  active: "running",
  completed: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

export function toRun(row: RunRow, workspaceId: string): JobRun {
  return {
    id: row.id,
    state: STATES[row.state],
    tries: row.tries,
    queuedAt: iso(row.createdOn) ?? "",
    startedAt: iso(row.startedOn),
    endedAt: iso(row.completedOn),
    retryAt: row.state === "retry" ? iso(row.startAfter) : null,
    failure: row.failure,
    startedBy: row.by?.workspaceId === workspaceId ? row.by.actorId : null,
  };
}

const isOpen = ({ state }: RunRow): boolean => ["created", "retry", "active"].includes(state);

/** `rows`: the newest run of the job that is open, and the newest that has ended. */
export function toJob(name: JobName, rows: readonly RunRow[], workspaceId: string, now: Date): JobView {
  const plan = planOf(name);
  const [current, last] = [rows.find(isOpen), rows.find((row) => !isOpen(row))];
  return {
    name,
    does: plan.does,
    schedule: plan.when === "cron" ? plan.cron : null,
    current: current ? toRun(current, workspaceId) : null,
    last: last ? toRun(last, workspaceId) : null,
    nextRunAt: plan.when === "cron" ? nextRunAt(plan.cron, now).toISOString() : null,
  };
}
