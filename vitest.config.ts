import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  resolve: {
    alias: {
      "@": here("."),
      // Outside Next's bundler there is no client to keep these modules from.
      "server-only": here("./node_modules/server-only/empty.js"),
      // The libraries around it load this one; a second one would not know their types.
      graphql: here("./node_modules/graphql/index.mjs"),
    },
  },
};

/** What a test process needs besides DATABASE_URL; nothing here protects anything. */
const TEST_ENVIRONMENT = {
  APP_SECRET: "a secret for tests alone, 32 characters or more",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  APP_URL: "http://localhost:3000",
  DATABASE_URL: process.env.DATABASE_URL ?? "postgres://unset",
  LOG_LEVEL: "silent",
};

const elsewhere = ["**/node_modules/**", "**/.next*/**", "**/.data*/**"];
const database = "**/*.db.test.ts";
const edge = "e2e/**/*.edge.test.ts";
const host = ["lib/db/embedded/**/*.test.ts", "scripts/**/*.test.ts"];

/**
 * Test files share a process, which loads what they have in common once. Those that change it (its environment, its clock, the
 * modules it has loaded) have one of their own each.
 */
const CHANGES_ITS_PROCESS =
  /\bvi\.(mock|stubEnv|stubGlobal|resetModules|hoisted|useFakeTimers)\(|globalThis|process\.env\.\w+ = /;
const alone = globSync("{app,components,lib}/**/*.test.{ts,tsx}", { cwd: here(".") }).filter((path) =>
  CHANGES_ITS_PROCESS.test(readFileSync(here(path), "utf8")),
);

/** A file holds up to thirty connections, and the tests' database server takes two hundred. */
const MOST_AT_ONCE = 6;

const isOfDatabase = (path: string) => path.endsWith(".db.test.ts");

const project = (name: string, include: string[], exclude: string[], timeoutSeconds: number) => ({
  ...shared,
  test: {
    name,
    include,
    isolate: name === "host" || name.endsWith("-alone"),
    exclude: [...elsewhere, ...exclude],
    environment: "node",
    // The edge suite talks to a server that runs with secrets of its own.
    env: name === "edge" ? {} : TEST_ENVIRONMENT,
    testTimeout: timeoutSeconds * 1000,
    // A second, as vitest has it by itself, is little where other tests have the cores.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: timeoutSeconds * 2000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", ["**/*.test.{ts,tsx}"], [database, edge, ...host, ...alone], 20),
      project("unit-alone", alone, [database, ...host], 20),
      project("host", host, [database], 60),
      project("db", [database], alone, 30),
      project("db-alone", alone.filter(isOfDatabase), [], 30),
      project("edge", [edge], [], 60),
    ],
    allowOnly: false,
    // A file that waits for its database leaves its core to another; by itself vitest would keep one core free.
    maxWorkers: Math.min(availableParallelism() + 1, MOST_AT_ONCE),
  },
});
