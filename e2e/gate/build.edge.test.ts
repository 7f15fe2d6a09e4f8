import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ORIGIN } from "../http/browser";

const folder = join(process.cwd(), process.env.NEXT_DIST_DIR ?? ".next");

const files = (under: string) =>
  readdirSync(join(folder, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));

const manifest = JSON.parse(readFileSync(join(folder, "server/server-reference-manifest.json"), "utf8")) as {
  encryptionKey: string;
};

test("A86 the key of the server actions is the installation's own, the same for every process of one address", () => {
  expect(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY).toBeTruthy();
  expect(manifest.encryptionKey).toBe(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY);
});

test("A86 nothing that browsers are sent holds a secret of the installation", () => {
  const sent = files("static");
  expect(sent.length).toBeGreaterThan(20);
  const { APP_SECRET = "", ENCRYPTION_KEYS = "", DATABASE_URL = "" } = process.env;
  for (const secret of [APP_SECRET, ENCRYPTION_KEYS, DATABASE_URL, manifest.encryptionKey]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(sent.some((text) => text.includes(secret))).toBe(false);
  }
});

test("A86 the image optimiser answers nothing", async () => {
  const address = `${ORIGIN}/_next/image?url=${encodeURIComponent("/icons/192.png")}&w=64&q=75`;
  const response = await fetch(address, { headers: { accept: "image/avif,image/webp" } });
  expect(response.status).toBe(404);
});
