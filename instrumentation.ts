/** Called by Next once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("./lib/core/env");
  if (env().WORKERS === "apart") return;
  const { startWorkers } = await import("./lib/jobs/workers");
  startWorkers();
}
