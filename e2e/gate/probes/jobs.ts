import { database } from "../../../lib/db/client";
import { JOB_NAMES, type JobName, planOf } from "../../../lib/jobs/queue/names";
import { layRun } from "../../../lib/jobs/queue/testing";
import { withAdmin } from "./people";
import type { Probe } from "./probe";

const BY_SCHEDULE = JOB_NAMES.filter((name) => planOf(name).when === "cron");
let turn = 0;
/** Another one each time: a job that runs already is not started again. */
const nextJob = (): JobName => BY_SCHEDULE[turn++ % BY_SCHEDULE.length] ?? "reminders";

const JOB = "clear-old-results";

export const JOB_PROBES: Record<string, Probe> = {
  startJob: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: { name: nextJob() }, strangersInput: { name: nextJob() } };
    },
  },
  retryJobRun: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const failed = async () => ({ name: JOB, runId: await layRun(database(), JOB, "failed", null) });
      return { workspaceId, browser, input: await failed(), strangersInput: await failed() };
    },
  },
  cancelJobRun: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, admin } = await withAdmin({});
      const by = { workspaceId, actorId: admin.id };
      const runId = await layRun(database(), JOB, "created", by, 3_600);
      return { workspaceId, browser, input: { name: JOB, runId } };
    },
  },
};
