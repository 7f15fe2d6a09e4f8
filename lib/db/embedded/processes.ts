import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./failure.ts";

const hasProc = existsSync("/proc/self/stat");

/** True while the process runs; a zombie, which holds nothing any more, counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  return !hasProc || (statOf(pid)?.state ?? "Z") !== "Z";
}

/** When the process began, in the system's own words: tells a reused pid from the process we knew. */
export function startedAt(pid: number): string | undefined {
  if (hasProc) return statOf(pid)?.started;
  const said = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return said.status === 0 ? said.stdout.trim() || undefined : undefined;
}

/** True when the process is a PostgreSQL server of this data folder and of no other. */
export function servesFolder(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (!hasProc) {
    const said = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return said.stdout.includes("postgres") && said.stdout.includes(folder);
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!words.some((word) => /(^|\/)postgres$/.test(word))) return false;
    return words.includes(folder) || readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}

/** Resolves to true when the process is gone, to false when the time is up. */
export async function waitForExit(pid: number, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (isAlive(pid)) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/** Sends each signal in turn, waiting after each, until the process is gone. */
export async function stopProcess(
  pid: number,
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<boolean> {
  for (const [signal, milliseconds] of steps) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (codeOf(error) === "ESRCH") return true;
      throw error;
    }
    if (await waitForExit(pid, milliseconds)) return true;
  }
  return false;
}

function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold spaces and brackets: the fields begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "Z", started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
