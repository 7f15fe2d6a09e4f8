import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, writeDurably } from "./durable-file.ts";
import { codeOf } from "./failure.ts";
import { isAlive, startedAt, stopProcess } from "./processes.ts";

type ProcessMark = { pid: number; started: string };

/** Who holds a data folder. `child` is the server a holder started, which must not outlive it. */
export type Holder = ProcessMark & { address: string | null; child?: ProcessMark };

export type Lock = { setAddress(address: string): void; setChild(pid: number): void; release(): void };

const lockPath = (dataDir: string) => join(dataDir, "sallyport.lock");

const markOf = (pid: number): ProcessMark => ({ pid, started: startedAt(pid) ?? "" });

const isSame = ({ pid, started }: ProcessMark): boolean => isAlive(pid) && (startedAt(pid) ?? "") === started;

/** The live holder of a data folder, if there is one. */
export function findHolder(dataDir: string): Holder | undefined {
  const holder = parse(readIfThere(lockPath(dataDir)));
  return holder && isSame(holder) ? holder : undefined;
}

/**
 * Takes the data folder for this process, or answers who has it. A lock whose holder died is taken over, and the server it
 * left behind is stopped first.
 */
export async function acquireLock(dataDir: string, address: string | null): Promise<Lock | Holder> {
  const path = lockPath(dataDir);
  const mine: Holder = { ...markOf(process.pid), address };
  const candidate = `${path}.${process.pid}`;
  writeFileSync(candidate, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(candidate, path)) return lockOf(path, mine);
      const found = readIfThere(path);
      const holder = parse(found);
      if (holder && isSame(holder)) return holder;
      if (holder?.child && isSame(holder.child)) await stopLeftServer(holder.child.pid);
      if (found !== undefined) removeStale(path, found);
    }
  } finally {
    rmSync(candidate, { force: true });
  }
}

export const isLock = (answer: Lock | Holder): answer is Lock => "release" in answer;

/** A link is made whole or not at all, so nobody ever reads half a lock. */
function tryLink(candidate: string, path: string): boolean {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Between reading and moving another process may have taken over: then its lock is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (readIfThere(aside) !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function lockOf(path: string, holder: Holder): Lock {
  const write = () => writeDurably(path, JSON.stringify(holder));
  return {
    setAddress(address) {
      holder.address = address;
      write();
    },
    setChild(pid) {
      holder.child = markOf(pid);
      write();
    },
    release() {
      const found = parse(readIfThere(path));
      if (found?.pid === holder.pid && found.started === holder.started) rmSync(path, { force: true });
    },
  };
}

function parse(text: string | undefined): Holder | undefined {
  try {
    const found = JSON.parse(text ?? "null") as Partial<Holder> | null;
    return typeof found?.pid === "number" && typeof found.started === "string"
      ? (found as Holder)
      : undefined;
  } catch {
    return undefined;
  }
}

const stopLeftServer = (pid: number) =>
  stopProcess(pid, [
    ["SIGTERM", 5_000],
    ["SIGKILL", 2_000],
  ]);
