import { once } from "node:events";
import { mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureCluster, findAccess, resetPassword, saveAccess, urlsOf } from "./cluster.ts";
import { EmbeddedFailure, explainFailure, messageOf } from "./failure.ts";
import { findCluster, findPlace, type WayName } from "./place.ts";
import { servesFolder } from "./processes.ts";
import { clearLeftover, findServerPid, launch, type Running, stopServer } from "./server.ts";

export type EmbeddedOptions = {
  dataDir: string;
  /** Takes one finished line for a person. */
  log?: (line: string) => void;
  /** Off for tests alone: much faster, and a power cut may cost the data. */
  fsync?: boolean;
  /** For root: which ways may be used, see `findPlace`. */
  ways?: readonly WayName[];
};

export type Embedded = {
  /** The owner's; `appUrl` is for the application, which then may do less. */
  url: string;
  appUrl: string;
  isNew: boolean;
  cluster: string;
  way: string;
  /** The server's process; undefined while it is being started again. */
  pid(): number | undefined;
  stop(): Promise<void>;
};

/**
 * Starts the embedded PostgreSQL of a data folder and keeps it running until `stop`: a server that dies is started again at
 * the same address. Fails with an `EmbeddedFailure` of one clear line. The caller holds the data folder's lock.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { log = () => undefined, fsync: isSynced = true, ways } = options;
  try {
    mkdirSync(resolve(options.dataDir), { recursive: true, mode: 0o711 });
    const dataDir = realpathSync(options.dataDir);
    await clearLeftover(findCluster(dataDir));
    const place = findPlace(dataDir, ways);
    const isNew = await ensureCluster(place, dataDir, isSynced);
    const access = findAccess(dataDir) ?? (await resetPassword(place, dataDir));
    const launching = { place, logPath: join(dataDir, "postgres.log"), isSynced };
    const running = await launch(launching, access.port, false);
    if (running.port !== access.port) saveAccess(dataDir, { ...access, port: running.port });
    const keeper = keepRunning(running, log, () => launch(launching, running.port, true));
    return { ...urlsOf(access, running.port), isNew, cluster: place.cluster, way: place.way.name, ...keeper };
  } catch (error) {
    throw error instanceof EmbeddedFailure
      ? error
      : explainFailure(messageOf(error), resolve(options.dataDir));
  }
}

/** The addresses of the data folder's database as it was last started, whether it runs or not. */
export function findEmbeddedUrls(dataDir: string): { url: string; appUrl: string } | undefined {
  const access = findAccess(resolve(dataDir));
  return access?.port ? urlsOf(access, access.port) : undefined;
}

/** True while a server of this data folder runs, whoever started it. */
export function isEmbeddedRunning(dataDir: string): boolean {
  const cluster = findCluster(realpathSync(dataDir));
  const pid = findServerPid(cluster);
  return pid !== undefined && servesFolder(pid, cluster);
}

function keepRunning(first: Running, log: (line: string) => void, again: () => Promise<Running>) {
  let running: Running | undefined;
  let restarting: Promise<void> | undefined;
  let isStopping = false;

  const restart = async (how: string) => {
    let said = `PostgreSQL stopped unexpectedly (${how}); starting it again.`;
    for (let attempt = 0; !isStopping; attempt++) {
      if (said) log(said);
      try {
        const next = await again();
        if (isStopping) await stopServer(next.pid);
        else watch(next);
        log("PostgreSQL is back.");
        return;
      } catch (error) {
        const why = messageOf(error);
        said = said === why ? "" : why;
        await sleep(Math.min(200 * 2 ** attempt, 5_000));
      }
    }
  };
  const watch = (next: Running) => {
    running = next;
    next.child.once("exit", (code, signal) => {
      running = undefined;
      if (!isStopping) restarting = restart(signal ?? `exit ${code}`);
    });
  };
  watch(first);

  return {
    pid: () => running?.pid,
    async stop() {
      isStopping = true;
      await restarting;
      if (!running) return;
      const { child, pid } = running;
      const ended = once(child, "exit");
      await stopServer(pid);
      await ended;
    },
  };
}
