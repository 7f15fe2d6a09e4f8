import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireLock, findHolder, isLock } from "./lock.ts";
import { isAlive, startedAt } from "./processes.ts";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sallyport-lock-"));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const leave = (holder: object | string) =>
  writeFileSync(
    join(dataDir, "sallyport.lock"),
    typeof holder === "string" ? holder : JSON.stringify(holder),
  );

const GONE = { pid: 2 ** 22 - 1, started: "1", address: null };

test("the second to come is told who is there and at which address", async () => {
  const lock = await acquireLock(dataDir, null);
  if (!isLock(lock)) throw new Error("not acquired");
  lock.setAddress("http://localhost:3000");
  expect(await acquireLock(dataDir, null)).toMatchObject({
    pid: process.pid,
    address: "http://localhost:3000",
  });
  expect(findHolder(dataDir)?.pid).toBe(process.pid);
  lock.release();
  expect(findHolder(dataDir)).toBeUndefined();
  expect(readdirSync(dataDir)).toEqual([]);
});

test.each([
  ["a process that is gone", GONE],
  ["a process whose number somebody else has now", { pid: process.pid, started: "1", address: null }],
  ["nobody, as it was cut short", "{"],
])("a lock of %s is taken over", async (_, holder) => {
  leave(holder);
  expect(isLock(await acquireLock(dataDir, null))).toBe(true);
  expect(readdirSync(dataDir)).toEqual(["sallyport.lock"]);
});

test("the server that a killed holder left is stopped, a stranger with its number is not", async () => {
  const [server, stranger] = [spawn("sleep", ["60"]), spawn("sleep", ["60"])];
  const pids = [server.pid ?? 0, stranger.pid ?? 0] as const;
  leave({ ...GONE, child: { pid: pids[0], started: startedAt(pids[0]) } });
  await acquireLock(dataDir, null);
  leave({ ...GONE, child: { pid: pids[1], started: "1" } });
  await acquireLock(dataDir, null);
  expect(pids.map(isAlive)).toEqual([false, true]);
  stranger.kill();
});

test("of many who find a stale lock at once, exactly one gets it", async () => {
  leave(GONE);
  const hold = fileURLToPath(new URL("./fixtures/hold.ts", import.meta.url));
  const children = Array.from({ length: 8 }, () => spawn(process.execPath, [hold, dataDir, "lock"]));
  const answers = await Promise.all(
    children.map(async (child) => {
      const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
      return JSON.parse(line) as { pid?: number };
    }),
  );
  for (const child of children) child.kill("SIGKILL");
  expect(answers.filter((answer) => answer.pid === undefined)).toHaveLength(1);
});
