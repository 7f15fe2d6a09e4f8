import { type SpawnOptions, spawnSync } from "node:child_process";
import { chmodSync, lchownSync, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { binaryPath } from "./binaries.ts";
import { readIfThere } from "./durable-file.ts";

export type Owner = { uid: number; gid: number };

/** How PostgreSQL, which refuses to run as root, is run: as ourselves, as a system user, or in a user namespace. */
export type Way = { name: "direct" | "user" | "namespace"; owner: Owner | null; prefix: readonly string[] };

export const DIRECT: Way = { name: "direct", owner: null, prefix: [] };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The unprivileged accounts every Unix has, best first. initdb wants one that is in the list of accounts. */
export function systemAccounts(passwd = readIfThere("/etc/passwd") ?? ""): Owner[] {
  const rows = passwd.split("\n").map((line) => line.split(":"));
  return ["nobody", "daemon"].flatMap((name) => {
    const [, , uid, gid] = rows.find((row) => row[0] === name) ?? [];
    return uid && gid && Number(uid) > 0 ? [{ uid: Number(uid), gid: Number(gid) }] : [];
  });
}

export const asUser = (owner: Owner): Way => ({ name: "user", owner, prefix: [] });

/** In a user namespace root keeps its files and loses its powers, so a folder only root can reach will do. */
export const inNamespace = ({ uid, gid }: Owner): Way => ({
  name: "namespace",
  owner: { uid: 0, gid: 0 },
  prefix: ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"],
});

/** The command and options that run a program this way, with an environment that carries none of our secrets. */
export function commandFor(way: Way, file: string, args: readonly string[]) {
  const [first, ...rest] = [...way.prefix, file, ...args];
  const { PATH, SystemRoot } = process.env;
  const options: SpawnOptions = {
    cwd: process.platform === "win32" ? undefined : "/",
    env: { NODE_ENV: "production", PATH, ...(SystemRoot ? { SystemRoot } : {}), LC_ALL: "C", TZ: "UTC" },
    ...(way.name === "user" && way.owner ? way.owner : {}),
  };
  return { file: first ?? file, args: rest, options };
}

/** True when PostgreSQL runs this way and can reach the folder that is to hold its data. */
export function canRun(way: Way, native: string, folder: string): boolean {
  const run = (file: string, args: string[]) => {
    const command = commandFor(way, file, args);
    const { env, cwd, uid, gid } = command.options;
    return spawnSync(command.file, command.args, { env, cwd, uid, gid, stdio: "ignore" }).status === 0;
  };
  return (
    run("/bin/sh", ["-c", 'cd "$1"', "sh", folder]) && run(binaryPath(native, "postgres"), ["--version"])
  );
}

/** Lets other users pass through (not list) a folder of ours; what lies in it is guarded by its own mode. */
export function letPass(folder: string): void {
  const { mode } = statSync(folder);
  if ((mode & 0o001) === 0) chmodSync(folder, (mode & 0o7777) | 0o111);
}

/** Gives a folder with all it holds to the user PostgreSQL runs as; nothing to do where it has it already. */
export function giveTo(owner: Owner | null, folder: string): void {
  if (!owner || lstatSync(folder).uid === owner.uid) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(owner, path);
    else if (entry.isFile()) lchownSync(path, owner.uid, owner.gid);
  }
  // Last, so that a cut in the middle is seen and done again.
  lchownSync(folder, owner.uid, owner.gid);
}
