import { createHash } from "node:crypto";
import { closeSync, cpSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../../lib/db/embedded/durable-file.ts";
import { inRepository } from "./repository.mjs";
import { runToEnd } from "./run-program.mjs";
import { Stop } from "./say.mjs";

/** Folders and files that no build reads. */
const NOT_BUILT =
  /^(node_modules|docs|e2e|bench|load|scripts|drizzle|test-results|playwright-report|coverage)$/;
const NOT_BUILT_FILE =
  /\.(test|spec)\.tsx?$|\.md$|\.tsbuildinfo$|^(next-env\.d\.ts|biome\.json|.*config\.ts)$/;
const BUILT_CONFIG = /^(next|postcss)\.config\./;

const nextCommand = () => inRepository("node_modules", "next", "dist", "bin", "next");

/** True when the folder holds a finished build of exactly these sources, packages and keys. */
export const isBuilt = (folder, settings) =>
  readIfThere(inRepository(folder, "sallyport-sources")) === sourcesHash(settings);

/** `next build` into the folder. The hash is written last: a build cut short is never taken for a whole one. */
export async function build(folder, settings, logPath, signal) {
  const hash = sourcesHash(settings);
  const mark = inRepository(folder, "sallyport-sources");
  rmSync(mark, { force: true });
  const log = openSync(logPath, "w", 0o600);
  try {
    const status = await runToEnd(process.execPath, [nextCommand(), "build"], {
      stdio: ["ignore", log, log],
      env: { ...process.env, ...settings, ...buildEnvironment(folder) },
      signal,
    });
    if (status !== 0)
      throw new Stop(
        `${readFileSync(logPath, "utf8").trim()}\n\nThe build failed; its words are above and in ${logPath}.`,
      );
  } finally {
    closeSync(log);
  }
  // tsc reads the types of `.next` alone: another folder's would grow old unseen.
  if (folder !== ".next") rmSync(inRepository(folder, "types"), { recursive: true, force: true });
  writeFileSync(mark, hash);
}

/** A copy of a build that has no middleware, as if the file had been deleted before building. */
export function withoutMiddleware(folder, copy) {
  rmSync(inRepository(copy), { recursive: true, force: true });
  cpSync(inRepository(folder), inRepository(copy), {
    recursive: true,
    filter: (path) => !path.includes(join(folder, "cache")) && !path.includes(join(folder, "dev")),
  });
  const path = inRepository(copy, "server", "middleware-manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...manifest, middleware: {}, sortedMiddleware: [] }));
}

/** `next typegen`: the types of routes, which tsc reads. */
export const generateTypes = (folder, signal) =>
  runToEnd(process.execPath, [nextCommand(), "typegen"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...buildEnvironment(folder) },
    signal,
  });

export const buildEnvironment = (folder) => ({
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  ...(folder === ".next" ? {} : { NEXT_DIST_DIR: folder }),
});

function sourcesHash(settings) {
  const hash = createHash("sha256");
  hash.update(`${process.versions.node}\0${settings.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY}\0`);
  for (const [name, value] of Object.entries(process.env).sort()) {
    if (name.startsWith("NEXT_PUBLIC_")) hash.update(`${name}=${value}\0`);
  }
  for (const path of sourceFiles(""))
    hash
      .update(`${path}\0`)
      .update(readFileSync(inRepository(path)))
      .update("\0");
  return hash.digest("hex");
}

function sourceFiles(folder) {
  const entries = readdirSync(inRepository(folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || (!folder && NOT_BUILT.test(entry.name))) return [];
      if (entry.isDirectory()) return sourceFiles(path);
      const isLeftOut = NOT_BUILT_FILE.test(entry.name) && !BUILT_CONFIG.test(entry.name);
      return entry.isFile() && !isLeftOut ? [path] : [];
    });
}
