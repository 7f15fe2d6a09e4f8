import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import config from "../next.config";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

type Locked = { version?: string; resolved?: string; integrity?: string };
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};

const sources = ["app", "components", "lib"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing[\w-]*\.ts$|fixtures\//.test(path))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(ROOT, folder, path), "utf8") })),
);

test("A86 no source holds a literal that is a secret: an action's body may reach a reader", () => {
  const named =
    /(secret|password|token|api_?key|private_?key)\w*["']?\s*[:=]\s*["'`][A-Za-z0-9+/_=-]{20,}["'`]/i;
  const shaped =
    /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bsk_live_\w+|\beyJ[\w-]{20,}\.eyJ/;
  const found = sources.filter(({ text }) => named.test(text) || shaped.test(text)).map(({ path }) => path);
  expect(sources.length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});

test("A86 nothing optimises images on the server", () => {
  expect(config.images).toEqual({ unoptimized: true });
});

test("A86 every package that is installed is pinned to one content, and none comes from a repository or over plain http", () => {
  const packages = Object.entries(lock.packages).filter(
    ([path]) => path !== "" && existsSync(join(ROOT, path)),
  );
  expect(packages.length).toBeGreaterThan(300);
  const loose = packages.filter(
    ([, { resolved = "https:", integrity = "", version = "" }]) =>
      !resolved.startsWith("https:") || !/^sha512-/.test(integrity) || !/^\d+\.\d+\.\d+/.test(version),
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

test("A86 direct dependencies name one version each", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, unknown>;
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  const all = Object.assign({}, ...kinds.map((kind) => manifest[kind])) as Record<string, string>;
  const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version));
  expect(loose).toEqual([]);
});
