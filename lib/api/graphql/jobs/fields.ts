import "server-only";
import { addMutations, addQueries } from "../operation-field";

const BY_NAME = { args: { name: "jobName" } };

addQueries({
  availableJobs: "get /jobs",
  job: ["get /jobs/{name}", BY_NAME],
  jobLogs: ["get /jobs/{name}/logs", BY_NAME],
  bulkRuns: "get /bulk-runs",
  bulkRun: "get /bulk-runs/{id}",
  bulkRunResults: "get /bulk-runs/{id}/results",
});

addMutations({
  triggerJob: ["post /jobs/{name}/run", BY_NAME],
  retryJob: ["post /jobs/{name}/runs/{run_id}/retry", BY_NAME],
  cancelJob: ["post /jobs/{name}/runs/{run_id}/cancel", BY_NAME],
  cancelBulkRun: "post /bulk-runs/{id}/cancel",
});
