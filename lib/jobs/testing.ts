import { afterEach, vi } from "vitest";
import type { Db } from "../db/client";
import type { JobName } from "./queue/names";
import { listRunRows, type RunRow } from "./queue/service";
import { type Handlers, type RunningJobs, runJobs } from "./workers";

/** Starts workers that end with the test. */
export function useWorkers(): (db: Db, handlers: Handlers) => RunningJobs {
  const running: RunningJobs[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
  });
  return (db, handlers) => {
    const jobs = runJobs(db, handlers);
    running.push(jobs);
    return jobs;
  };
}

export const patiently = <T>(look: () => T | Promise<T>, seconds = 15): Promise<T> =>
  vi.waitFor(look, { timeout: seconds * 1_000, interval: 50 });

export const runsOf = (db: Db, name: JobName): Promise<RunRow[]> =>
  listRunRows(db, name, { limit: 100, onlyFailures: false });
