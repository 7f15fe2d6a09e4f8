import "server-only";
import { z } from "@hono/zod-openapi";
import { cancelRun, getJob, listJobRuns, listJobs, retryRun, triggerJob } from "../../../admin/jobs/service";
import { MOST_RUNS, RUN_STATES, USUAL_RUNS } from "../../../admin/jobs/states";
import type { JobRun, JobView } from "../../../admin/jobs/view";
import { type Operation, operation } from "../operation";
import { count, flag } from "../paging";

const tag = "Jobs";
const name = z.string().max(64);
const params = z.strictObject({ name });
const runParams = z.strictObject({ name, run_id: z.uuid() });
const read = { tag, isForAll: true, scopes: ["read:jobs"] } as const;
const update = { tag, isForAll: true, scopes: ["update:jobs"] } as const;

const moment = z.iso.datetime().nullable();

const runSchema = z
  .object({
    id: z.string(),
    state: z.enum(RUN_STATES),
    tries: z.int(),
    queued_at: z.iso.datetime(),
    started_at: moment,
    ended_at: moment,
    retry_at: moment.openapi({ description: "When it is tried again" }),
    failure: z.string().nullable().openapi({
      description:
        "What kind of failure the last try was: an error's code, or `worker_lost`, `timed_out`, `given_back`",
    }),
    started_by: z.string().nullable().openapi({
      description: "Who of this workspace started it; null: the schedule, what was due, or somebody else",
    }),
  })
  .openapi("JobRun");

const jobSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    schedule: z.string().nullable().openapi({
      description: "A cron expression (UTC); null: it runs whenever something is due",
    }),
    current: runSchema.nullable().openapi({ description: "The run that waits or is under way" }),
    last: runSchema.nullable().openapi({ description: "The run that ended last" }),
    next_run_at: moment,
  })
  .openapi("Job");

const toRun = (run: JobRun): z.input<typeof runSchema> => ({
  id: run.id,
  state: run.state,
  tries: run.tries,
  queued_at: run.queuedAt,
  started_at: run.startedAt,
  ended_at: run.endedAt,
  retry_at: run.retryAt,
  failure: run.failure,
  started_by: run.startedBy,
});

const toJob = ({ does, current, last, nextRunAt, ...job }: JobView): z.input<typeof jobSchema> => ({
  ...job,
  description: does,
  current: current && toRun(current),
  last: last && toRun(last),
  next_run_at: nextRunAt,
});

const list = operation({
  ...read,
  method: "get",
  path: "/jobs",
  summary: "List the background jobs",
  description: "They belong to the installation and serve every workspace.",
  status: 200,
  answer: z.array(jobSchema),
  run: async ({ db, workspaceId, actor }) =>
    (await listJobs(db, workspaceId, actor.subject.facts.now)).map(toJob),
});

const getOne = operation({
  ...read,
  method: "get",
  path: "/jobs/{name}",
  summary: "Get a background job",
  params,
  status: 200,
  answer: jobSchema,
  run: async ({ db, workspaceId, actor, params: one }) =>
    toJob(await getJob(db, workspaceId, one.name, actor.subject.facts.now)),
});

const logs = operation({
  ...read,
  method: "get",
  path: "/jobs/{name}/logs",
  summary: "List the runs of a background job",
  description:
    "The newest first. What runs every moment is kept for an hour, what runs by schedule, was started by somebody or failed for a week.",
  params,
  query: z.strictObject({ limit: count(1, MOST_RUNS), only_failures: flag() }),
  status: 200,
  answer: z.array(runSchema),
  run: async ({ db, workspaceId, params: one, query }) => {
    const { limit = USUAL_RUNS, only_failures: onlyFailures = false } = query;
    return (await listJobRuns(db, workspaceId, one.name, { limit, onlyFailures })).map(toRun);
  },
});

const trigger = operation({
  ...update,
  method: "post",
  path: "/jobs/{name}/run",
  summary: "Start a background job now",
  description: "Five times a minute at most.",
  params,
  status: 202,
  answer: runSchema,
  errors: ["already_done"],
  run: async ({ db, actor, params: one }) => toRun(await triggerJob(db, actor, one.name)),
});

const retry = operation({
  ...update,
  method: "post",
  path: "/jobs/{name}/runs/{run_id}/retry",
  summary: "Try a failed run again",
  params: runParams,
  status: 202,
  answer: runSchema,
  errors: ["already_done"],
  run: async ({ db, actor, params: one }) => toRun(await retryRun(db, actor, one.name, one.run_id)),
});

const cancel = operation({
  ...update,
  method: "post",
  path: "/jobs/{name}/runs/{run_id}/cancel",
  summary: "Cancel a run that this workspace started",
  description: "It stops after the turn it is at; what is done stays done.",
  params: runParams,
  status: 204,
  errors: ["already_done"],
  run: ({ db, actor, params: one }) => cancelRun(db, actor, one.name, one.run_id),
});

export const jobOperations: Operation[] = [list, getOne, logs, trigger, retry, cancel];
