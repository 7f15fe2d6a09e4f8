import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import postgres from "postgres";
import { findFreePort } from "../../lib/db/embedded/server.ts";
import { buildEnvironment } from "./build.mjs";
import { closeAll } from "./ending.mjs";
import { inRepository } from "./repository.mjs";
import { runToEnd, scriptArguments } from "./run-program.mjs";
import { Stop } from "./say.mjs";
import { startServer } from "./web-server.mjs";

/** Runs a suite against the built application, on a port and a database of its own with the demo in it. */
export async function withServer({ name, url, folder, settings, signal, logPath }, work) {
  const log = createWriteStream(logPath);
  await once(log, "open");
  const closers = [() => log.end()];
  try {
    const port = await findOwnPort();
    const environment = {
      ...process.env,
      ...settings,
      ...buildEnvironment(folder),
      DATABASE_URL: await createDatabase(url, `suite_${name}`),
      PORT: String(port),
      APP_URL: `http://localhost:${port}`,
      DEMO: "1",
      WEBHOOKS_ALLOW_PRIVATE: "1",
    };
    const script = scriptArguments(inRepository("scripts", "prepare.ts"));
    const stdio = ["ignore", log, log];
    const status = await runToEnd(process.execPath, script, { env: environment, stdio, signal });
    if (status !== 0) throw new Stop("The test server's database could not be made ready.");
    await startServer({ environment, isDev: false, signal, closers, log });
    return await work(environment);
  } finally {
    await closeAll(closers);
  }
}

const given = new Set();

/** A free port that no other server of this run was given and has not opened yet. */
async function findOwnPort() {
  const port = await findFreePort();
  if (given.has(port)) return findOwnPort();
  given.add(port);
  return port;
}

/** The secrets of a test run; the key that is built in is the one the build was made with. */
export const testSecrets = (actionsKey) => ({
  APP_SECRET: randomBytes(32).toString("base64url"),
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey,
});

async function createDatabase(url, name) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(`CREATE DATABASE ${name}`);
  } finally {
    await sql.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}
