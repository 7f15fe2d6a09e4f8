import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { binaryPath } from "./binaries.ts";
import { readIfThere } from "./durable-file.ts";
import { EmbeddedFailure, explainFailure } from "./failure.ts";
import type { Place } from "./place.ts";
import { commandFor } from "./privileges.ts";
import { servesFolder, stopProcess } from "./processes.ts";

export type Running = { child: ChildProcess; pid: number; port: number };
type Options = { place: Place; logPath: string; isSynced: boolean };

const READY_WITHIN_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;
const FAST_THEN_HARDER = [
  ["SIGINT", 30_000],
  ["SIGQUIT", 5_000],
  ["SIGKILL", 2_000],
] as const;

/** Confirmed data is on disk before the answer, so even the last step loses nothing. */
export const stopServer = (pid: number): Promise<boolean> => stopProcess(pid, FAST_THEN_HARDER);

/** Stops a server that outlived its parent, and removes a pid file whose number now belongs to somebody else. */
export async function clearLeftover(cluster: string): Promise<void> {
  const pid = findServerPid(cluster);
  if (pid === undefined) return;
  if (servesFolder(pid, cluster)) await stopServer(pid);
  else rmSync(join(cluster, "postmaster.pid"), { force: true });
}

/** Starts the server on the given port, or on a free one when it is taken (`isFixed`: waits for it instead). */
export async function launch(options: Options, wanted: number | null, isFixed: boolean): Promise<Running> {
  for (let attempt = 0; ; attempt++) {
    const isFree = wanted !== null && (await isPortFree(wanted));
    const port = isFree || (isFixed && wanted !== null) ? wanted : await findFreePort();
    const answer = await tryLaunch(options, port);
    if (typeof answer !== "string") return answer;
    // The processes of a killed server need a moment to notice; a port can be lost between the look and the start.
    const isPassing = /pre-existing shared memory|lock file .* already exists|Address already in use/.test(
      answer,
    );
    if (!isPassing || attempt >= 40) throw explainFailure(answer, options.place.cluster);
    await sleep(250);
  }
}

async function tryLaunch({ place, logPath, isSynced }: Options, port: number): Promise<Running | string> {
  const log = openLog(logPath);
  try {
    const begin = fstatSync(log).size;
    const said = () => readFrom(logPath, begin) || "error: it ended without a word";
    const command = commandFor(place.way, binaryPath(place.native, "postgres"), [
      ...["-D", place.cluster, ...settingsFor(port, isSynced)],
    ]);
    // A group of its own: Ctrl-C in the terminal reaches us, and we stop it when the server is drained.
    const stdio = ["ignore", log, log] as const;
    const child = spawn(command.file, command.args, {
      ...command.options,
      detached: true,
      stdio: [...stdio],
    });
    const failed = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", () => resolve(said()));
    });
    const { pid } = child;
    if (pid === undefined) return await failed;
    const isReady = waitUntilReady(
      place.cluster,
      pid,
      () => child.exitCode === null && child.signalCode === null,
    );
    const outcome = await Promise.race([failed, isReady]);
    if (outcome === true) return { child, pid, port };
    if (typeof outcome === "string") return outcome;
    await stopServer(pid);
    throw new EmbeddedFailure(`PostgreSQL was not ready after ${READY_WITHIN_MS / 1000} s. See ${logPath}.`);
  } finally {
    closeSync(log);
  }
}

/** The server writes its state into the eighth line of its pid file: no connection is needed to know it. */
async function waitUntilReady(cluster: string, pid: number, isRunning: () => boolean): Promise<boolean> {
  const end = performance.now() + READY_WITHIN_MS;
  while (performance.now() < end && isRunning()) {
    const lines = readIfThere(join(cluster, "postmaster.pid"))?.split("\n") ?? [];
    if (Number(lines[0]) === pid && lines[7]?.trim() === "ready") return true;
    await sleep(20);
  }
  return false;
}

function settingsFor(port: number, isSynced: boolean): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    jit: "off",
    ...(isSynced ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Never throws: it is also called when a server ends whose folder is being removed. */
function readFrom(path: string, begin: number): string {
  try {
    return readFileSync(path).subarray(begin).toString();
  } catch {
    return "";
  }
}

function openLog(path: string): number {
  const log = openSync(path, "a", 0o600);
  if (fstatSync(log).size > LOG_LIMIT_BYTES) truncateSync(path);
  return log;
}

/** The number in the cluster's pid file; 0 where the file holds none. */
export function findServerPid(cluster: string): number | undefined {
  const text = readIfThere(join(cluster, "postmaster.pid"));
  if (text === undefined) return undefined;
  const pid = Number(text.split("\n")[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : 0;
}

const listenOn = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });

export const isPortFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== undefined;

export async function findFreePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) throw new EmbeddedFailure("No port is free on 127.0.0.1.");
  return port;
}
