import { generateTypes } from "./build.mjs";
import { inRepository } from "./repository.mjs";
import { runToEnd } from "./run-program.mjs";

const bin = (...parts) => inRepository("node_modules", ...parts);

/** What `npm run check` and `npm test` look at before any test, in the order of what is quickest. */
export const CHECKS = [
  {
    name: "format and lint",
    run: (signal) => node([bin("@biomejs", "biome", "bin", "biome"), "check"], signal),
  },
  { name: "types", run: checkTypes },
];

/** tsc reads the types of routes, which Next writes. */
async function checkTypes(signal) {
  const status = await generateTypes(".next", signal);
  return status === 0 ? node([bin("typescript", "bin", "tsc"), "--noEmit"], signal) : status;
}

/** The imports of every file, read by a test. */
export const checkImports = (signal) =>
  node([bin("vitest", "vitest.mjs"), "run", "--project", "unit", "lib/architecture.test.ts"], signal);

const node = (args, signal) => runToEnd(process.execPath, args, { signal });
