"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { cancelRun, retryRun, triggerJob } from "./service";

const right = "manage_user_rights";
const name = z.string().max(64);

/** Has a background job run now. */
export const startJob = userAction({ right, input: z.strictObject({ name }) }, ({ db, actor }, input) =>
  triggerJob(db, actor, input.name),
);

export const retryJobRun = userAction(
  { right, input: z.strictObject({ name, runId: z.uuid() }) },
  ({ db, actor }, input) => retryRun(db, actor, input.name, input.runId),
);

export const cancelJobRun = userAction(
  { right, input: z.strictObject({ name, runId: z.uuid() }) },
  async ({ db, actor }, input) => {
    await cancelRun(db, actor, input.name, input.runId);
    return {};
  },
);
