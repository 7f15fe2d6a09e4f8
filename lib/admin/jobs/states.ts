/** Where a run of a background job stands: the first three are open. */
export const RUN_STATES = ["waiting", "running", "retrying", "succeeded", "failed", "cancelled"] as const;

/** Runs that are listed at most, and unless another number is asked for. */
export const MOST_RUNS = 100;
export const USUAL_RUNS = 20;
