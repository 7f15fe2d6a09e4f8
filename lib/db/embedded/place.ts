import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { binaryPath, findNative } from "./binaries.ts";
import { readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import { EmbeddedFailure, explainFailure, messageOf } from "./failure.ts";
import {
  asUser,
  canRun,
  DIRECT,
  inNamespace,
  isRoot,
  letPass,
  systemAccounts,
  type Way,
} from "./privileges.ts";

export type WayName = "direct" | "user" | "namespace" | "elsewhere";

/** Where the cluster lies, the binaries that run it, and how. */
export type Place = { way: Way; native: string; cluster: string };

/** Written beside the secrets when the data had to go elsewhere: holds the folder's path and nothing else. */
const POINTER = "postgres.location";

/**
 * Decides how and where PostgreSQL runs. As an ordinary user: here, as that user. As root, who may not run it, the first that
 * works of: here, as a system user; here, in a user namespace; in a folder of its own that a system user can reach.
 */
export function findPlace(dataDir: string, allowed?: readonly WayName[]): Place {
  const may = (name: WayName) => !allowed || allowed.includes(name);
  const native = findNative();
  const home = pointedAt(dataDir) ?? dataDir;
  const cluster = join(home, "postgres");
  if (!isRoot()) return { way: DIRECT, native, cluster };

  letPass(home);
  const accounts = systemAccounts();
  const ways = [
    ...(may("user") ? accounts.map(asUser) : []),
    ...(may("namespace") ? accounts.map(inNamespace) : []),
  ];
  const way = ways.find((candidate) => canRun(candidate, native, home));
  if (way) return { way, native, cluster };
  if (may("elsewhere")) {
    const place = moveElsewhere(dataDir, home, native, accounts.map(asUser));
    if (place) return place;
  }
  throw new EmbeddedFailure(
    "PostgreSQL does not run as root, and neither a system user nor a user namespace could be used here. " +
      "Start as an ordinary user, or set DATABASE_URL.",
  );
}

/** Where the data folder's cluster lies now, if it has one. */
export const findCluster = (dataDir: string): string => join(pointedAt(dataDir) ?? dataDir, "postgres");

function pointedAt(dataDir: string): string | undefined {
  const home = readIfThere(join(dataDir, POINTER))?.trim();
  if (home && !existsSync(home)) {
    throw new EmbeddedFailure(
      `${join(dataDir, POINTER)} says that the data is in ${home}, which is not there. Restore it, or remove that file to begin anew.`,
    );
  }
  return home;
}

function moveElsewhere(dataDir: string, home: string, native: string, ways: Way[]): Place | undefined {
  const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 12);
  for (const folder of [`/var/lib/sallyport/${name}`, `/var/tmp/sallyport-${name}`]) {
    try {
      makeOwnFolder(folder);
      const copied = copyNative(native, folder);
      const way = ways.find((candidate) => canRun(candidate, copied, folder));
      if (!way) continue;
      moveCluster(home, folder);
      writeDurably(join(dataDir, POINTER), `${folder}\n`, 0o644);
      if (home !== folder) rmSync(join(home, "postgres"), { recursive: true, force: true });
      return { way, native: copied, cluster: join(folder, "postgres") };
    } catch (error) {
      if (/ENOSPC|EDQUOT/.test(messageOf(error))) throw explainFailure(messageOf(error), folder);
    }
  }
  return undefined;
}

/** A folder of root's alone: one that somebody else made under a public folder is never trusted. */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const { uid } = statSync(folder);
  if (uid !== 0) throw new EmbeddedFailure(`${folder} belongs to another user.`);
  chmodSync(folder, 0o711);
}

function copyNative(native: string, folder: string): string {
  const target = join(folder, "native");
  const wanted = statSync(binaryPath(native, "postgres"));
  const there = existsSync(target) ? statSync(binaryPath(target, "postgres")) : undefined;
  if (there?.size === wanted.size && there.mtime.getTime() === wanted.mtime.getTime()) return target;
  copyWhole(native, target);
  return target;
}

function moveCluster(home: string, folder: string): void {
  const [from, to] = [join(home, "postgres"), join(folder, "postgres")];
  if (existsSync(from) && !existsSync(to)) copyWhole(from, to);
}

/** Under its name only when complete. */
function copyWhole(from: string, to: string): void {
  const temporary = `${to}.copy-${process.pid}`;
  try {
    cpSync(from, temporary, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    chmodSync(temporary, statSync(from).mode & 0o7777);
    rmSync(to, { recursive: true, force: true });
    renameSync(temporary, to);
    syncFolder(join(to, ".."));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
