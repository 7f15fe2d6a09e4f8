import { existsSync, readdirSync } from "node:fs";
import { findAccess } from "../../lib/db/embedded/cluster.ts";
import { acquireLock, isLock } from "../../lib/db/embedded/lock.ts";
import { findEmbeddedUrls, isEmbeddedRunning, startEmbedded } from "../../lib/db/embedded/start.ts";
import { CHECKS, checkImports } from "./check.mjs";
import { closeAll, stopSignal } from "./ending.mjs";
import { inRepository } from "./repository.mjs";
import { runToEnd, scriptArguments, serverArguments, start } from "./run-program.mjs";
import { Stop, say } from "./say.mjs";
import { dataFolder, serverSettings } from "./settings.mjs";
import { withTestDatabase } from "./test-database.mjs";

async function check() {
  const { signal } = stopSignal();
  for (const { name, run } of [...CHECKS, { name: "imports", run: checkImports }]) {
    const status = await run(signal);
    say(`${name}: ${status === 0 ? "in order" : "not in order"}`);
    if (status !== 0) return status;
  }
  return 0;
}

async function bench([filter = "", ...args]) {
  const { signal } = stopSignal();
  const folder = inRepository("bench");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  const chosen = names.filter((name) => name.includes(filter)).sort();
  if (chosen.length === 0)
    throw new Stop(`There is no benchmark${filter ? ` named like "${filter}"` : ""} in bench/.`);
  return withTestDatabase({ fsync: true }, async ({ url }) => {
    for (const name of chosen) {
      say(`\n${name}`);
      const env = { ...process.env, DATABASE_URL: process.env.DATABASE_URL || url };
      const status = await runScript(["bench", name], args, env, signal);
      if (status !== 0) return status;
    }
    return 0;
  });
}

/** Works on a file alone, wherever that is. */
const isOffline = (args) => args[0] === "evidence" && args[1] === "verify";

const admin = (args) =>
  isOffline(args)
    ? runScript(["scripts", "admin.ts"], args, process.env, stopSignal().signal)
    : withDatabase((env, signal) => runScript(["scripts", "admin.ts"], args, env, signal), true);

const migrate = (args) =>
  withDatabase(
    (env, signal) => runScript(["scripts", "prepare.ts"], ["--migrate-only", ...args], env, signal),
    false,
  );

/** Works on the jobs apart from the server until it is asked to end. It starts no database of its own: the server's is meant. */
async function worker() {
  const dataDir = dataFolder();
  if (!process.env.DATABASE_URL && !isEmbeddedRunning(dataDir)) {
    throw new Stop(
      `No server runs on ${dataDir}. Start it first (\`WORKERS=apart npm start\`), or set DATABASE_URL.`,
    );
  }
  return withDatabase(async (environment, signal) => {
    const env = { ...environment, NODE_ENV: "production" };
    const script = serverArguments(inRepository("scripts", "worker.ts"));
    // Ctrl-C must not reach it twice: it is asked to end once, and waited for
    const stdio = ["ignore", "inherit", "inherit", "ipc"];
    const { child, ended } = start(process.execPath, script, { env, stdio, detached: true });
    const end = () => child.kill("SIGTERM");
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    return ended;
  }, true);
}

const runScript = (path, args, env, signal) =>
  runToEnd(process.execPath, scriptArguments(inRepository(...path), args), { env, signal });

const urlsIn = ({ url, appUrl }) => ({ DATABASE_URL: appUrl, DATABASE_OWNER_URL: url });

/** Runs on `DATABASE_URL`, on the embedded server that runs, or on one started for this command alone. */
async function withDatabase(work, mustExist) {
  const { signal } = stopSignal();
  const dataDir = dataFolder();
  const environment = () => ({ ...process.env, ...serverSettings(dataDir) });
  if (process.env.DATABASE_URL) return work(environment(), signal);
  if (mustExist && !findAccess(dataDir)) {
    throw new Stop(
      `There is no database in ${dataDir} yet. \`npm start\` makes it; DATABASE_URL names another.`,
    );
  }
  const lock = await acquireLock(dataDir, null);
  if (!isLock(lock)) {
    if (isEmbeddedRunning(dataDir)) {
      const urls = urlsIn(findEmbeddedUrls(dataDir));
      return work({ ...environment(), ...urls, SALLYPORT_EMBEDDED: "running" }, signal);
    }
    throw new Stop(
      `Process ${lock.pid} runs on ${dataDir}, but its database is not up (yet). Try again, or set DATABASE_URL.`,
    );
  }
  const closers = [() => lock.release()];
  try {
    const settings = environment();
    const embedded = await startEmbedded({ dataDir, log: say });
    closers.push(() => embedded.stop());
    return await work({ ...settings, ...urlsIn(embedded), SALLYPORT_EMBEDDED: "stopped" }, signal);
  } finally {
    await closeAll(closers);
  }
}

/** `npm run check | bench | admin | worker | db:migrate`: each answers its exit status. */
export const commands = { check, bench, admin, worker, migrate };
