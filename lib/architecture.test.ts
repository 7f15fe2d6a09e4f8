import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["app", "components", "lib"];
/** Domains by rank: a file imports its own domain or a lower one. */
const RANKS: string[][] = [
  ["core"],
  ["db"],
  ["i18n", "docs"],
  ["jobs/queue"],
  ["audit", "ratelimit"],
  ["messaging"],
  ["workspaces"],
  ["identity"],
  ["policy"],
  ["factors"],
  ["flows"],
  ["entry", "account"],
  ["context"],
  ["admin", "recovery"],
  ["oidc", "webhooks"],
  ["api"],
  ["edge"],
  ["http"],
  ["jobs"],
];

type Source = { path: string; text: string; imports: string[] };

const IMPORT =
  /^\s*(?:import|export)\s[^;]*?from\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm;

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts")) yield path;
  }
}

/** What an import names: a path from the root for ours, the package's name for others. */
function resolve(path: string, specifier: string): string {
  if (specifier.startsWith("@/")) return specifier.slice(2).replace(/\.tsx?$/, "");
  if (specifier.startsWith("."))
    return relative(ROOT, join(ROOT, dirname(path), specifier)).replace(/\.tsx?$/, "");
  return specifier;
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const imports = [...text.matchAll(IMPORT)].map((match) =>
    resolve(path, match[1] ?? match[2] ?? match[3] ?? ""),
  );
  return { path, text, imports };
}

const all = [...FOLDERS.flatMap((folder) => [...walk(folder)]), "middleware.ts"].map(read);
const isTest = ({ path }: Source) => /\.test\.tsx?$/.test(path) || /\/testing[\w-]*\.ts$/.test(path);
const sources = all.filter((source) => !isTest(source));

/** The queue stands below everything that uses it, its workers above everything that they do. */
const domainOf = (path: string): string | null => path.match(/^lib\/(jobs\/queue|[^/]+)\//)?.[1] ?? null;
const rankOf = (path: string): number => RANKS.findIndex((names) => names.includes(domainOf(path) ?? ""));
const isCore = (path: string): boolean => /^lib\/\w+\/core\//.test(path);
const isActions = (path: string): boolean => /(^|\/)actions(\.ts)?$/.test(path);

/** All breaches of one rule, as `file: what`; a rule that holds gives none. */
const breaches = (judge: (source: Source) => (string | false)[]): string[] =>
  sources.flatMap((source) => judge(source).flatMap((what) => (what ? [`${source.path}: ${what}`] : [])));

test("the reader finds files and imports", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(read("middleware.ts").imports).toContain("lib/edge/passage");
});

test("every folder of lib has its rank", () => {
  expect(breaches(({ path }) => [domainOf(path) !== null && rankOf(path) < 0 && "no rank"])).toEqual([]);
});

test("a domain imports itself or a lower rank; actions stand above all, core files may share their words", () => {
  const found = breaches(({ path, imports }) =>
    imports.map((target) => {
      if (isActions(path) || rankOf(path) < 0 || rankOf(target) < 0 || isCore(target)) return false;
      return rankOf(target) > rankOf(path) && target;
    }),
  );
  expect(found).toEqual([]);
});

test("lib imports neither app nor components; components import no domain's stores and services but types", () => {
  const upwards = breaches(({ path, imports }) =>
    imports.map((target) => path.startsWith("lib/") && /^(app|components)\//.test(target) && target),
  );
  const inward = breaches(({ path, imports }) =>
    imports.map((target) => path.startsWith("components/") && /^app\//.test(target) && target),
  );
  expect([...upwards, ...inward]).toEqual([]);
});

test("components/ui knows no domain and fetches nothing", () => {
  const found = breaches(({ path, text, imports }) => {
    if (!path.startsWith("components/ui/")) return [];
    const domains = imports.filter(
      (target) =>
        /^lib\/(?!i18n)/.test(target) ||
        (target.startsWith("components/") === false && target.startsWith("app/")),
    );
    return [...domains, /\bfetch\(/.test(text) && "fetch"];
  });
  expect(found).toEqual([]);
});

test("another domain's store is reached through its service", () => {
  const found = breaches(({ path, imports }) =>
    imports.map((target) => {
      if (!/(^|\/)store$/.test(target)) return false;
      return dirname(target) !== dirname(path) && target;
    }),
  );
  expect(found).toEqual([]);
});

test("core files import core files and zod alone, and read no clock and no chance", () => {
  const found = breaches(({ path, text, imports }) => {
    if (!isCore(path)) return [];
    const foreign = imports.filter((target) => target !== "zod" && !isCore(target));
    return [...foreign, ...(text.match(/Date\.now\(|new Date\(\)|Math\.random|process\.env/g) ?? [])];
  });
  expect(found).toEqual([]);
});

test("tables are touched in stores, lib/db, the facts and the seed only", () => {
  const isAllowed = (path: string) =>
    /(^|\/)store\.ts$/.test(path) ||
    path.startsWith("lib/db/") ||
    path === "lib/policy/facts.ts" ||
    path === "lib/ratelimit/delay-sql.ts";
  const found = breaches(({ path, imports }) =>
    imports.map(
      (target) =>
        !isAllowed(path) && (/^drizzle-orm/.test(target) || target.startsWith("lib/db/schema")) && target,
    ),
  );
  expect(found).toEqual([]);
});

test("the queue's library is known to the queue alone", () => {
  const found = breaches(({ path, imports }) =>
    imports.map((target) => !path.startsWith("lib/jobs/queue/") && target === "pg-boss" && target),
  );
  expect(found).toEqual([]);
});

test("next/* stays at the edges", () => {
  const isAllowed = (path: string) =>
    /^(app|components)\//.test(path) ||
    path === "middleware.ts" ||
    path.startsWith("lib/http/") ||
    path === "lib/i18n/request.ts" ||
    isActions(path);
  const found = breaches(({ path, imports }) =>
    imports.map((target) => !isAllowed(path) && /^next\//.test(target) && target),
  );
  expect(found).toEqual([]);
});

test("middleware imports the edge, the environment and the toaster's hashes, and the edge no database", () => {
  const middleware = read("middleware.ts").imports.filter((target) => target.startsWith("lib/"));
  expect(middleware.every((target) => /^lib\/(edge\/|core\/env)/.test(target))).toBe(true);
  const found = breaches(({ path, imports }) =>
    imports.map(
      (target) =>
        path.startsWith("lib/edge/") &&
        target.startsWith("lib/") &&
        !/^lib\/(edge|core)\//.test(target) &&
        target,
    ),
  );
  expect(found).toEqual([]);
});

test("process.env is read in one place", () => {
  const found = breaches(({ path, text }) => [
    path !== "lib/core/env.ts" &&
      !path.startsWith("lib/db/embedded/") &&
      /process\.env/.test(text) &&
      "process.env",
  ]);
  expect(found).toEqual([]);
});

test("every server action is built by userAction or publicAction", () => {
  const found = breaches(({ path, text }) => {
    const isServerModule = /^\s*["']use server["']/.test(text);
    if (!isServerModule)
      return [
        /["']use server["']/.test(text) &&
          !path.endsWith("architecture.test.ts") &&
          "an inline server action",
      ];
    const exports = [...text.matchAll(/^export\s+(.*)$/gm)].map((match) => match[1] ?? "");
    return exports.map((line) => !/^const \w+ = (userAction|publicAction)\(/.test(line) && line);
  });
  expect(found).toEqual([]);
});

/** The OpenID provider guards its addresses by the protocol itself; no other route may stand outside the guards. */
const OIDC_ROUTE = "app/api/oidc/[...path]/route.ts";

test("every route handler is built by apiRoute, downloadRoute or publicRoute, the provider's one by oidcRoute", () => {
  const found = breaches(({ path, text }) => {
    if (!/^app\/.*route\.ts$/.test(path)) return [];
    const direct = [
      ...text.matchAll(
        /^export\s+(?:async\s+)?(?:const|function)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(.*)$/gm,
      ),
    ];
    const paired = [...text.matchAll(/^export\s+const\s+\{([^}]*)\}\s*=\s*(\w+)/gm)];
    const guard = path === OIDC_ROUTE ? "oidcRoute" : "(apiRoute|publicRoute|downloadRoute)";
    const naked = direct
      .filter((match) => !new RegExp(`= ${guard}\\(`).test(match[2] ?? ""))
      .map((match) => match[1] ?? "");
    const loose = paired.flatMap(([, names = "", maker]) => (maker === "downloadRoute" ? [] : [names]));
    return [...naked, ...loose, !new RegExp(`\\b${guard}\\(`).test(text) && "no guard"];
  });
  expect(found).toEqual([]);
});

/** Pages that anybody may open; every other one asks `requirePage`. */
const PUBLIC_PAGES =
  /^app\/(page|help\/two-factor\/page|docs\/(api\/|\[\.\.\.path\]\/)?page|dev\/inbox\/page|\(auth\)\/(sign-in|sign-up|authorization-error|forgot-password|reset-password\/\[token\]|invite\/\[token\]|verify-email\/\[token\]|confirm-address\/\[token\]|recovery\/\[token\]|cancel-reset\/\[token\]|not-me\/\[token\]|approve|pair\/\[link\]|enroll\/\[ticket\])\/page)\.tsx$/;

/** The empty slot of a layout shows nothing to anybody. */
const isEmptySlot = ({ path, text }: Source): boolean =>
  path.includes("/@") && /return null;/.test(text) && !/^import /m.test(text);

test("every page that is not public asks the guard", () => {
  const found = breaches((source) => {
    const isPage =
      /^app\/.*page\.tsx$/.test(source.path) && !PUBLIC_PAGES.test(source.path) && !isEmptySlot(source);
    return [isPage && !/\brequirePage\(/.test(source.text) && "no requirePage"];
  });
  expect(found).toEqual([]);
});

test("files with I/O say that they belong to the server", () => {
  const found = breaches(({ path, text }) => {
    const hasIo = /(^|\/)(store|service|facts)\.ts$/.test(path);
    return [hasIo && !text.startsWith('import "server-only";') && "no server-only"];
  });
  expect(found).toEqual([]);
});

test("no hand-written file passes 300 lines, and no suppression stands without its reason", () => {
  const found = breaches(({ text }) => [
    text.split("\n").length > 300 && "over 300 lines",
    /@ts-ignore|@ts-expect-error\s*$|biome-ignore [^:]*:\s*$/m.test(text) && "a suppression without a reason",
  ]);
  expect(found).toEqual([]);
});
