import { closeDatabase } from "../lib/db/client";
import { startWorkers } from "../lib/jobs/workers";

const jobs = startWorkers();
console.log(`Working on the jobs: process ${process.pid}.`);

let isEnding = false;
/** What is under way ends, or is given back to whoever works on. */
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await jobs.stop();
  await closeDatabase();
  console.log("Stopped. What was not finished waits for the next worker.");
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
process.on("disconnect", () => void end());
