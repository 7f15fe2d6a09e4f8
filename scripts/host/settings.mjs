import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { readIfThere, writeDurably } from "../../lib/db/embedded/durable-file.ts";
import { findCluster } from "../../lib/db/embedded/place.ts";
import { inRepository } from "./repository.mjs";
import { Stop } from "./say.mjs";

/** `DATA_DIR`, made if it is not there. */
export function dataFolder() {
  const folder = resolve(inRepository(), process.env.DATA_DIR || ".data");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

export function wantedPort() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Stop(`PORT must be a number from 1 to 65535; it is "${process.env.PORT}".`);
  }
  return port;
}

/** What the server and the build are started with. Secrets of an embedded database are made once and kept beside it. */
export function serverSettings(dataDir) {
  const port = wantedPort();
  const isEmbedded = !process.env.DATABASE_URL;
  const demo = process.env.DEMO || (isEmbedded ? "1" : "0");
  if (demo !== "0" && demo !== "1") throw new Stop(`DEMO is 1 or 0; it is "${process.env.DEMO}".`);
  const secrets = isEmbedded ? keptSecrets(dataDir) : {};
  const settings = {
    PORT: String(port),
    DEMO: demo,
    APP_URL: process.env.APP_URL || `http://localhost:${port}`,
    DATA_DIR: dataDir,
    ...secrets,
  };
  for (const name of SECRETS) if (process.env[name]) settings[name] = process.env[name];
  const missing = SECRETS.filter((name) => !settings[name]);
  if (missing.length > 0) throw new Stop(explainMissing(missing));
  return settings;
}

const SECRETS = ["APP_SECRET", "ENCRYPTION_KEYS", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"];

const HOW = {
  APP_SECRET:
    "signs sessions and links: at least 32 random characters, for example from `openssl rand -base64 32`",
  ENCRYPTION_KEYS:
    "seals second factors: `k1:` and 32 random bytes in base64, `echo k1:$(openssl rand -base64 32)`",
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "the same for every process of one address: `openssl rand -base64 32`",
};

const explainMissing = (names) =>
  [
    "DATABASE_URL names a database of your own, so its secrets are yours to keep too. Set and keep safe:",
    ...names.map((name) => `  ${name}  ${HOW[name]}`),
    ".env.example lists every variable.",
  ].join("\n");

/** The secrets of the embedded database. Losing them would lose every sealed factor: they are never made anew over data. */
export function keptSecrets(dataDir) {
  const path = join(dataDir, "secrets.json");
  const kept = readIfThere(path);
  if (kept === undefined) return makeSecrets(path, dataDir);
  try {
    return JSON.parse(kept);
  } catch {
    throw new Stop(
      `${path} cannot be read. Restore it from a copy; what is sealed in the database needs it.`,
    );
  }
}

function makeSecrets(path, dataDir) {
  if (existsSync(findCluster(dataDir))) {
    throw new Stop(
      `${path} is missing, and what is sealed in ${findCluster(dataDir)} needs it. Restore it from a copy, ` +
        `or move ${dataDir} away to begin anew.`,
    );
  }
  const made = {
    APP_SECRET: randomBytes(32).toString("base64url"),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const candidate = `${path}.${process.pid}`;
  writeDurably(candidate, `${JSON.stringify(made, null, 2)}\n`);
  try {
    // A link never replaces: of two at once, one makes the secrets and the other reads them.
    linkSync(candidate, path);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(candidate, { force: true });
  }
  return JSON.parse(readIfThere(path));
}
