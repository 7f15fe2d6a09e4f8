import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stopProcess } from "../../lib/db/embedded/processes.ts";
import { inRepository, repository } from "./repository.mjs";
import { Stop } from "./say.mjs";

const READY_WITHIN_MS = 120_000;
const DRAIN_THEN_END = [
  ["SIGTERM", 20_000],
  ["SIGKILL", 2_000],
];

/**
 * Starts scripts/serve.mjs and resolves when it is ready. It says so by an IPC message or a line `ready`; it drains and ends at
 * SIGTERM, or when its channel to us closes. `untilStopped` rejects if it ends by itself.
 */
export async function startServer({ environment, isDev, lock, signal, closers, log }) {
  const child = spawn(process.execPath, [inRepository("scripts", "serve.mjs"), ...(isDev ? ["--dev"] : [])], {
    cwd: repository,
    env: { ...environment, NODE_ENV: isDev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", log ?? "inherit", "ipc"],
    // Ctrl-C must not reach it: it is drained first, then the database stops.
    detached: true,
  });
  if (child.pid === undefined) throw new Stop("The server could not be started.");
  lock?.setChild(child.pid);
  closers.push(() => stopProcess(child.pid, DRAIN_THEN_END));

  const ended = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, by) =>
      reject(new Stop(`The server ended by itself (${by ?? `exit ${code}`}).`)),
    );
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
  ended.catch(() => undefined);
  const timer = new Promise((_, reject) => {
    const late = () => reject(new Stop(`The server was not ready after ${READY_WITHIN_MS / 1000} s.`));
    setTimeout(late, READY_WITHIN_MS).unref();
  });
  await Promise.race([untilReady(child, log), ended, timer]);
  return { pid: child.pid, untilStopped: ended };
}

/** Passes the server's lines on, but for the word that is meant for us. */
function untilReady(child, log) {
  return new Promise((resolve) => {
    child.on("message", (message) => message === "ready" && resolve());
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line === "ready") resolve();
      else if (log === undefined) process.stdout.write(`${line}\n`);
      else log.write(`${line}\n`);
    });
  });
}
