/** Aborts when this process is asked to end: by a signal, or because the process that started it is gone. */
export function stopSignal() {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, stop);
  if (process.connected) process.once("disconnect", stop);
  return { signal: controller.signal, wasAsked: () => controller.signal.aborted };
}

/** Closes what was opened, the newest first; what fails to close does not keep the rest open. */
export async function closeAll(closers) {
  for (const close of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  }
  closers.length = 0;
}
