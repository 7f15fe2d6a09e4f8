import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type Embedded,
  type EmbeddedOptions,
  findEmbeddedUrls,
  isEmbeddedRunning,
  startEmbedded,
} from "./start.ts";

let dataDir: string;
let open: Embedded[];

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "sallyport embedded ")), "data folder");
  open = [];
});

afterEach(async () => {
  for (const embedded of open) await embedded.stop();
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
});

const start = async (options: Partial<EmbeddedOptions> = {}) => {
  const embedded = await startEmbedded({ dataDir, ...options });
  open.push(embedded);
  return embedded;
};

const ask = async <T>(url: string, question: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 5 });
  try {
    return await question(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
};

test("a new folder, with a space in its path, becomes a database that keeps what was confirmed and its address", async () => {
  const first = await start();
  expect(first.isNew).toBe(true);
  await ask(first.url, async (sql) => {
    await sql`create table kept as select 42 as answer`;
    const [row] =
      await sql`select current_setting('fsync') as fsync, current_setting('listen_addresses') as listen,
      current_setting('data_checksums') as checksums, current_database() as name`;
    expect(row).toEqual({ fsync: "on", listen: "127.0.0.1", checksums: "on", name: "sallyport" });
  });
  await first.stop();

  const second = await start();
  expect(second).toMatchObject({ isNew: false, url: first.url });
  expect(await ask(second.url, (sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]);
});

test("nobody without the password gets in, and only we can read it", async () => {
  const { url, cluster } = await start();
  const wrong = new URL(url);
  wrong.password = "wrong";
  await expect(ask(wrong.href, (sql) => sql`select 1`)).rejects.toThrow("password authentication failed");
  for (const name of ["postgres.json", "postgres.log"]) {
    expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  }
  expect(statSync(cluster).mode & 0o777).toBe(0o700);
});

test("the address is known to other programs while the server runs", async () => {
  const embedded = await start();
  expect([findEmbeddedUrls(dataDir)?.url, isEmbeddedRunning(dataDir)]).toEqual([embedded.url, true]);
  await embedded.stop();
  expect(isEmbeddedRunning(dataDir)).toBe(false);
});

test("a folder whose parents only its owner can enter works", async () => {
  chmodSync(join(dataDir, ".."), 0o700);
  const { url } = await start();
  expect(await ask(url, (sql) => sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
});

test("a taken port is left alone and a free one chosen", async () => {
  const first = await start();
  await first.stop();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(new URL(first.url).port), "127.0.0.1", resolve));
  const second = await start();
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  expect(await ask(second.url, (sql) => sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
  other.close();
});

test("a lost password is replaced, the data stays", async () => {
  const first = await start();
  await ask(first.url, (sql) => sql`create table kept as select 42 as answer`);
  await first.stop();
  rmSync(join(dataDir, "postgres.json"));
  const second = await start();
  expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
  expect(await ask(second.url, (sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]);
});

test("data of another major version is named and not touched", async () => {
  const first = await start();
  await first.stop();
  writeFileSync(join(first.cluster, "PG_VERSION"), "16\n");
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 16, this is 18\. Dump it/);
});

test("a folder that is no database is named and not touched", async () => {
  mkdirSync(join(dataDir, "postgres"), { recursive: true });
  writeFileSync(join(dataDir, "postgres", "letter.txt"), "dear");
  await expect(start()).rejects.toThrow(/is not a database folder/);
  expect(readdirSync(join(dataDir, "postgres"))).toEqual(["letter.txt"]);
});

test("a place that is a file, not a folder, gets one clear line", async () => {
  writeFileSync(dataDir, "");
  await expect(start()).rejects.toMatchObject({
    name: "EmbeddedFailure",
    message: expect.not.stringContaining("\n"),
  });
});
