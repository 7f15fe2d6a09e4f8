import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { binaryPath } from "./binaries.ts";
import { readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import { EmbeddedFailure, explainFailure, messageOf } from "./failure.ts";
import type { Place } from "./place.ts";
import { commandFor, giveTo } from "./privileges.ts";

export const SUPERUSER = "sallyport";
export const DATABASE = "sallyport";
/** What the application signs in as; it owns nothing. */
const APPLICATION = "sallyport_app";
const MAJOR = "18";

/** What is kept beside the cluster, readable by us alone: the password, and the port used last. */
export type Access = { password: string; port: number | null };

const urlOf = (name: string, password: string, port: number): string =>
  `postgres://${name}:${password}@127.0.0.1:${port}/${DATABASE}`;

/** The owner's address and the application's, whose password is made from the owner's and tells nothing of it. */
export const urlsOf = (
  { password }: Pick<Access, "password">,
  port: number,
): { url: string; appUrl: string } => ({
  url: urlOf(SUPERUSER, password, port),
  appUrl: urlOf(APPLICATION, createHmac("sha256", password).update(APPLICATION).digest("base64url"), port),
});

const accessPath = (dataDir: string) => join(dataDir, "postgres.json");

export const saveAccess = (dataDir: string, access: Access): void =>
  writeDurably(accessPath(dataDir), `${JSON.stringify(access)}\n`);

/** The password and port of the data folder's database, if it has one. */
export function findAccess(dataDir: string): Access | undefined {
  try {
    const kept = JSON.parse(readIfThere(accessPath(dataDir)) ?? "null") as Partial<Access> | null;
    return kept?.password ? { password: kept.password, port: kept.port ?? null } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Makes the cluster where there is none, and sees that its password is known. Returns true when the cluster is new. */
export async function ensureCluster(place: Place, dataDir: string, isSynced: boolean): Promise<boolean> {
  const { cluster } = place;
  await removeLeftovers(cluster);
  if (existsSync(cluster) && readdirSync(cluster).length === 0) rmSync(cluster, { recursive: true });
  const isNew = !existsSync(cluster);
  if (isNew) {
    const access = { password: newPassword(), port: null };
    await createCluster(place, access.password, isSynced);
    saveAccess(dataDir, access);
  }
  const version = readIfThere(join(cluster, "PG_VERSION"))?.trim();
  if (version !== MAJOR) {
    throw new EmbeddedFailure(
      version
        ? `${cluster} was made by PostgreSQL ${version}, this is ${MAJOR}. Dump it with version ${version}, or set DATABASE_URL.`
        : `${cluster} is not a database folder (it has no PG_VERSION). Move it away and start again.`,
    );
  }
  giveTo(place.way.owner, cluster);
  return isNew;
}

/** Sets a new password where the kept one was lost. The server must be stopped. */
export async function resetPassword(place: Place, dataDir: string): Promise<Access> {
  const access = { password: newPassword(), port: null };
  await runAlone(place, place.cluster, `ALTER ROLE ${SUPERUSER} PASSWORD '${access.password}';`);
  saveAccess(dataDir, access);
  return access;
}

const newPassword = () => randomBytes(24).toString("base64url");

/** A cut at any moment leaves a folder with a temporary name, which the next start removes. */
async function createCluster(place: Place, password: string, isSynced: boolean): Promise<void> {
  const temporary = `${place.cluster}.init-${process.pid}`;
  const passwordFile = `${temporary}/password`;
  try {
    mkdirSync(`${temporary}/cluster`, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (place.way.owner) giveTo(place.way.owner, temporary);
    await run(place, "initdb", [
      ...["-D", `${temporary}/cluster`, "-U", SUPERUSER, `--pwfile=${passwordFile}`, "-A", "scram-sha-256"],
      ...["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...(isSynced ? [] : ["--no-sync"]),
    ]);
    await runAlone(place, `${temporary}/cluster`, `CREATE DATABASE ${DATABASE};`, isSynced);
    renameSync(`${temporary}/cluster`, place.cluster);
    syncFolder(dirname(place.cluster));
  } catch (error) {
    throw error instanceof EmbeddedFailure ? error : explainFailure(messageOf(error), place.cluster);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The initdb of a start that was killed may write on for a moment, until it misses what was taken away. */
async function removeLeftovers(cluster: string): Promise<void> {
  const folder = dirname(cluster);
  for (let attempt = 0; attempt < 50; attempt++) {
    const left = readdirSync(folder).filter((name) => /^postgres\.(init|copy)-\d+$/.test(name));
    if (left.length === 0) return;
    if (attempt > 0) await sleep(100);
    for (const name of left) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One statement in single-user mode, which needs no password and no port. */
async function runAlone(place: Place, folder: string, statement: string, isSynced = true): Promise<void> {
  const sync = isSynced ? [] : ["-c", "fsync=off"];
  const said = await run(
    place,
    "postgres",
    ["--single", "-D", folder, ...sync, "postgres"],
    `${statement}\n`,
  );
  if (/\b(ERROR|FATAL|PANIC):/.test(said)) throw explainFailure(said, folder);
}

async function run(place: Place, name: "initdb" | "postgres", args: string[], input = ""): Promise<string> {
  const command = commandFor(place.way, binaryPath(place.native, name), args);
  const child = spawn(command.file, command.args, { ...command.options, stdio: "pipe" });
  let said = "";
  child.stdout?.on("data", (chunk) => (said += chunk));
  child.stderr?.on("data", (chunk) => (said += chunk));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw explainFailure(said, place.cluster);
  return said;
}
