import { join } from "node:path";
import { acquireLock, isLock } from "../../lib/db/embedded/lock.ts";
import { startEmbedded } from "../../lib/db/embedded/start.ts";
import { build, isBuilt } from "./build.mjs";
import { printWelcome } from "./demo-accounts.mjs";
import { closeAll, stopSignal } from "./ending.mjs";
import { assertPortFree } from "./ports.mjs";
import { inRepository } from "./repository.mjs";
import { runToEnd, scriptArguments } from "./run-program.mjs";
import { Stop, say, seconds, step } from "./say.mjs";
import { dataFolder, serverSettings } from "./settings.mjs";
import { startServer } from "./web-server.mjs";

/** Everything `npm start` and `npm run dev` do, from an empty data folder to an orderly end. */
export async function runApplication({ isDev }) {
  const { signal, wasAsked } = stopSignal();
  const closers = [];
  try {
    const dataDir = dataFolder();
    const lock = await takeLock(dataDir);
    closers.push(() => lock.release());
    const settings = serverSettings(dataDir);
    lock.setAddress(settings.APP_URL);
    await assertPortFree(Number(settings.PORT), settings.DEMO === "1");
    if (!isDev) await buildIfChanged(dataDir, settings, signal);
    const database = await findDatabase(dataDir, closers);
    const { DATABASE_OWNER_URL, ...inherited } = process.env;
    const environment = { ...inherited, ...settings, DATABASE_URL: database.appUrl };
    await prepare({ ...environment, DATABASE_OWNER_URL: database.url }, signal);
    const server = await startServer({ environment, isDev, lock, signal, closers });
    printWelcome(settings, seconds(Date.now() - Number(process.env.SALLYPORT_BEGUN)));
    await server.untilStopped;
  } catch (error) {
    if (!wasAsked()) throw error;
  } finally {
    if (wasAsked()) say("\nStopping …");
    await closeAll(closers);
  }
  say("Stopped. Everything confirmed is kept.");
  process.exit(0);
}

async function takeLock(dataDir) {
  const lock = await acquireLock(dataDir, null);
  if (isLock(lock)) return lock;
  const where = lock.address ? ` at ${lock.address}` : "";
  throw new Stop(
    `Sallyport is already running on ${dataDir}: process ${lock.pid}${where}. ` +
      `Stop it with \`kill ${lock.pid}\`, or start another with its own DATA_DIR and PORT.`,
  );
}

async function buildIfChanged(dataDir, settings, signal) {
  if (isBuilt(".next", settings)) return;
  await step("Building the application (a minute or two, only when its sources changed)", () =>
    build(".next", settings, join(dataDir, "build.log"), signal),
  );
}

/** `DATABASE_URL` with its owner's, or the embedded server's two. The application itself is never told the owner's. */
async function findDatabase(dataDir, closers) {
  const { DATABASE_URL: appUrl, DATABASE_OWNER_URL: url = appUrl } = process.env;
  if (appUrl) return { url, appUrl };
  const embedded = await step("Starting PostgreSQL", () => startEmbedded({ dataDir, log: say }));
  closers.push(() => embedded.stop());
  return embedded;
}

async function prepare(environment, signal) {
  const script = scriptArguments(inRepository("scripts", "prepare.ts"));
  const status = await runToEnd(process.execPath, script, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...environment, NODE_ENV: "production" },
    signal,
  });
  if (status !== 0) throw new Stop("The database could not be made ready: the reason is above.");
}
