import { z } from "zod";

/** Where a run of a background job stands: the first three are open. */
export const RUN_STATES = ["waiting", "running", "retrying", "succeeded", "failed", "cancelled"] as const;

/** Runs that are listed at most, and unless another number is asked for. */
export const MOST_RUNS = 100;
export const USUAL_RUNS = 20;

/** What a screen asks for of a job's log. */
export const logQuerySchema = z.object({
  only: z.enum(["all", "failures"]).default("all"),
});
