import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../../lib/db/embedded/durable-file.ts";
import { findHolder } from "../../lib/db/embedded/lock.ts";
import { findBrowser } from "./browser.mjs";
import { build, isBuilt, withoutMiddleware } from "./build.mjs";
import { CHECKS } from "./check.mjs";
import { stopSignal } from "./ending.mjs";
import { inRepository } from "./repository.mjs";
import { runToEnd } from "./run-program.mjs";
import { Stop, say, step } from "./say.mjs";
import { dataFolder, keptSecrets } from "./settings.mjs";
import { withTestDatabase } from "./test-database.mjs";
import { createTally, readPlaywrightReport, readVitestReport } from "./test-report.mjs";
import { testSecrets, withServer } from "./test-server.mjs";

const PARTS = ["check", "unit", "host", "db", "edge", "browser"];
const results = inRepository("test-results");

/** `npm test`, or one part of it: `npm test -- unit|host|db|edge|browser [filter]`. Answers the exit status. */
export async function runTests([part, ...filter]) {
  if (part && !PARTS.includes(part))
    throw new Stop(`npm test -- ${PARTS.join("|")} [filter]; "${part}" is none of them.`);
  for (const name of NOT_FOR_TESTS) delete process.env[name];
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const { signal, wasAsked } = stopSignal();
  const run = { parts: part ? [part] : PARTS, filter, signal, tally: createTally() };
  try {
    await runParts(run);
  } catch (error) {
    if (!wasAsked()) process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
    run.tally.add(wasAsked() ? "stopped" : "test run", 1, { passed: 0, failed: 0, skipped: 0 });
  }
  return run.tally.finish();
}

/** Settings of the host that must not reach a test: none may touch a real database, mail server or origin. */
const NOT_FOR_TESTS = [
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "DATA_DIR",
  "PORT",
  "APP_URL",
  "DEMO",
  "SMTP_URL",
  "SMS_PROVIDER",
  "TRUSTED_PROXY_HOPS",
  "WEBHOOKS_ALLOW_PRIVATE",
  "WORKERS",
];

async function runParts(run) {
  const has = (...names) => names.some((name) => run.parts.includes(name));
  if (has("browser")) process.env.CHROMIUM_PATH = await findBrowser();
  if (has("check")) await runChecks(run);
  if (!has("unit", "host", "db", "edge", "browser")) return;
  const settings = testSecrets(keptSecrets(dataFolder()).NEXT_SERVER_ACTIONS_ENCRYPTION_KEY);
  const parts = run.parts.filter((name) => ["unit", "host", "db"].includes(name));
  const [folder] = await together([
    has("edge", "browser") && ensureBuild(settings, run.signal),
    parts.length > 0 && inLane((url) => runVitest(run, parts, { ...settings, DATABASE_URL: url })),
  ]);
  await together([
    has("edge") && inLane((url) => runOnServers(run, { url, folder, settings }, [EDGE, BARE])),
    has("browser") && inLane((url) => runOnServers(run, { url, folder, settings }, [BROWSER])),
  ]);
}

/**
 * What runs beside another lane has a database server of its own: a transaction that is open in one database holds back the
 * sealing of audit logs in all of its server's.
 */
const inLane = (work) => withTestDatabase({ fsync: false }, ({ url }) => work(url));

async function runOnServers(run, place, suites) {
  for (const suite of suites) await runOnServer(run, place, suite);
}

/** Waits for all of them, also where one breaks: each clears up after itself. */
async function together(works) {
  const outcomes = await Promise.allSettled(works);
  const broken = outcomes.find(({ status }) => status === "rejected");
  if (broken) throw broken.reason;
  return outcomes.map(({ value }) => value);
}

const BROWSER = {
  name: "browser",
  runSuite: (run, environment) => runPlaywright(run, ["browser"], environment),
};
const EDGE = { name: "edge", runSuite: (run, environment) => runVitest(run, ["edge"], environment) };

/** The gate is walked again on a build whose middleware is taken out. */
const BARE = {
  name: "bare",
  folderOf(folder) {
    withoutMiddleware(folder, ".next-bare");
    return ".next-bare";
  },
  runSuite: (run, environment) =>
    runVitest(
      { ...run, filter: ["e2e/gate"] },
      ["edge"],
      { ...environment, WITHOUT_MIDDLEWARE: "1" },
      "bare",
    ),
};

async function runOnServer(run, { url, folder, settings }, { name, runSuite, folderOf = (one) => one }) {
  const logPath = join(results, `server-${name}.log`);
  const server = { name, url, folder: folderOf(folder), settings, signal: run.signal, logPath };
  const tally = createTally();
  try {
    await withServer(server, (environment) => runSuite({ ...run, tally }, environment));
  } catch (error) {
    showLog(logPath);
    throw error;
  } finally {
    run.tally.join(tally);
  }
  if (tally.sum.failed > 0) showLog(logPath);
}

async function runChecks({ tally, signal }) {
  for (const { name, run } of CHECKS) {
    const status = await step(`Checking ${name}`, () => run(signal));
    tally.add(name, status, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
  }
}

/** A build is never put under a server that runs from `.next`: then the tests have a folder of their own. */
async function ensureBuild(settings, signal) {
  if (isBuilt(".next", settings)) return ".next";
  const folder = findHolder(dataFolder()) ? ".next-test" : ".next";
  if (isBuilt(folder, settings)) return folder;
  await step("Building the application", () => build(folder, settings, join(results, "build.log"), signal));
  return folder;
}

async function runVitest({ filter, signal, tally }, projects, environment, name = projects.join("-")) {
  const report = join(results, `${name}.json`);
  const args = [
    ...[inRepository("node_modules", "vitest", "vitest.mjs"), "run", "--passWithNoTests"],
    ...projects.flatMap((name) => ["--project", name, "--project", `${name}-alone`]),
    // The gate sums up every row of the server's database, so nothing else may write to it meanwhile
    ...(projects.includes("edge") ? ["--no-file-parallelism"] : []),
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...filter],
  ];
  const env = { ...process.env, ...environment, NODE_ENV: "test" };
  const status = await runToEnd(process.execPath, args, { env, signal });
  tally.add(name, status, readVitestReport(report));
}

async function runPlaywright({ filter, signal, tally }, [name], environment) {
  const report = join(results, `${name}.json`);
  const cli = inRepository("node_modules", "@playwright", "test", "cli.js");
  const env = { ...process.env, ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const status = await runToEnd(process.execPath, [cli, "test", "--pass-with-no-tests", ...filter], {
    env,
    signal,
  });
  tally.add(name, status, readPlaywrightReport(report));
}

function showLog(path) {
  const lines = (readIfThere(path) ?? "").trimEnd().split("\n");
  say(`\nThe server's last lines (all are in ${path}):`);
  for (const line of lines.slice(-60)) say(`  ${line}`);
}
