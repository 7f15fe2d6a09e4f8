import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keptSecrets, serverSettings, wantedPort } from "./settings.mjs";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sallyport-settings-"));
  for (const name of ["PORT", "DEMO", "APP_URL", "APP_SECRET", "ENCRYPTION_KEYS", "DATABASE_URL"])
    vi.stubEnv(name, "");
  vi.stubEnv("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "");
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dataDir, { recursive: true, force: true });
});

test("secrets of the embedded database are made once, kept, and ours alone to read", () => {
  const made = keptSecrets(dataDir);
  expect(made).toEqual(keptSecrets(dataDir));
  expect(made.APP_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(made.ENCRYPTION_KEYS).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
  expect(Buffer.from(made.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, "base64")).toHaveLength(32);
  expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("secrets that are lost or broken are never made anew over a database that needs them", () => {
  mkdirSync(join(dataDir, "postgres"));
  expect(() => keptSecrets(dataDir)).toThrow(/secrets\.json is missing.+Restore it from a copy/);
  writeFileSync(join(dataDir, "secrets.json"), "{");
  expect(() => keptSecrets(dataDir)).toThrow(/secrets\.json cannot be read/);
  expect(readFileSync(join(dataDir, "secrets.json"), "utf8")).toBe("{");
});

test("the embedded database shows the demo on localhost unless it is told otherwise", () => {
  expect(serverSettings(dataDir)).toMatchObject({
    PORT: "3000",
    DEMO: "1",
    APP_URL: "http://localhost:3000",
  });
  vi.stubEnv("DEMO", "0");
  vi.stubEnv("PORT", "3100");
  expect(serverSettings(dataDir)).toMatchObject({
    PORT: "3100",
    DEMO: "0",
    APP_URL: "http://localhost:3100",
  });
});

test("a database of one's own needs one's own secrets, and each that is missing is named", () => {
  vi.stubEnv("DATABASE_URL", "postgres://elsewhere/sallyport");
  expect(() => serverSettings(dataDir)).toThrow(/APP_SECRET[\s\S]+ENCRYPTION_KEYS[\s\S]+NEXT_SERVER_ACTIONS/);
  vi.stubEnv("APP_SECRET", "s".repeat(32));
  vi.stubEnv("ENCRYPTION_KEYS", "k1:x");
  expect(() => serverSettings(dataDir)).toThrow(
    /^(?![\s\S]*APP_SECRET)[\s\S]*NEXT_SERVER_ACTIONS_ENCRYPTION_KEY/,
  );
  vi.stubEnv("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "a");
  expect(serverSettings(dataDir)).toMatchObject({ DEMO: "0", ENCRYPTION_KEYS: "k1:x" });
});

test.each(["0", "65536", "30.5", "http"])("PORT=%s is refused by name", (port) => {
  vi.stubEnv("PORT", port);
  expect(() => wantedPort()).toThrow(/^PORT must be a number/);
});
