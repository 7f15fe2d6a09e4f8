import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { TOASTER_STYLE_SOURCES } from "./toaster-csp";

const source = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("the policy allows the stylesheet of the toaster that is installed, and an empty one", () => {
  const code = readFileSync(createRequire(import.meta.url).resolve("sonner"), "utf8");
  const literal = /__insertCSS\((".*")\);/.exec(code)?.[1] ?? '""';
  expect([...TOASTER_STYLE_SOURCES]).toEqual([source(""), source(JSON.parse(literal))]);
});
