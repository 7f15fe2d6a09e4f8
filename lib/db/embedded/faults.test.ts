import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { explainFailure } from "./failure.ts";
import { isAlive, stopProcess } from "./processes.ts";
import { type Embedded, startEmbedded } from "./start.ts";

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));

let dataDir: string;
let open: Embedded[];
let children: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sallyport-faults-"));
  [open, children] = [[], []];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const embedded of open) await embedded.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (log: string[] = []) => {
  const embedded = await startEmbedded({ dataDir, log: (line) => log.push(line) });
  open.push(embedded);
  return embedded;
};

/** Another process of ours that holds the database, as a start does. */
const startElsewhere = () => {
  const child = spawn(process.execPath, [fixture("hold"), dataDir], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  return child;
};

const firstLine = async (child: ChildProcess): Promise<{ url: string; pid: number }> => {
  if (!child.stdout) throw new Error("no output");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return JSON.parse(line);
};

const connect = (url: string) => postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 5 });

const rowsOf = async (url: string) => {
  const sql = connect(url);
  const rows = await sql`select id from kept order by id`.finally(() => sql.end({ timeout: 1 }));
  return rows.map((row) => row.id as number);
};

/** Writes until the connection breaks, and answers the ids whose insertion was confirmed. */
const writeUntilItBreaks = async (url: string, onConfirmed: (id: number) => void) => {
  const sql = connect(url);
  await sql`create table if not exists kept (id int primary key)`;
  const confirmed: number[] = [];
  try {
    for (let id = 1; ; id++) {
      await sql`insert into kept values (${id})`;
      confirmed.push(id);
      onConfirmed(id);
    }
  } catch {
    await sql.end({ timeout: 1 }).catch(() => undefined);
  }
  return confirmed;
};

test("a server killed with -9 in the middle of writing is back at the same address with every confirmed row", async () => {
  const log: string[] = [];
  const embedded = await start(log);
  const pid = embedded.pid() ?? 0;
  const confirmed = await writeUntilItBreaks(
    embedded.url,
    (id) => id === 200 && process.kill(pid, "SIGKILL"),
  );
  await expect.poll(() => embedded.pid(), { timeout: 15_000 }).toBeGreaterThan(0);
  expect(await rowsOf(embedded.url)).toEqual(expect.arrayContaining(confirmed));
  expect(embedded.pid()).not.toBe(pid);
  expect(log).toEqual([
    "PostgreSQL stopped unexpectedly (SIGKILL); starting it again.",
    "PostgreSQL is back.",
  ]);
});

test("after kill -9 of the parent the next start ends the server that was left, and every confirmed row is there", async () => {
  const parent = startElsewhere();
  const left = await firstLine(parent);
  const confirmed = await writeUntilItBreaks(left.url, (id) => {
    if (id === 100) parent.kill("SIGKILL");
    if (id === 150) void start();
  });
  await expect.poll(() => open.length, { timeout: 15_000 }).toBe(1);
  expect(confirmed.length).toBeGreaterThanOrEqual(150);
  expect(isAlive(left.pid)).toBe(false);
  expect(await rowsOf(open[0]?.url ?? "")).toEqual(expect.arrayContaining(confirmed));
});

test("after kill -9 of parent and server the next start works", async () => {
  const parent = startElsewhere();
  const left = await firstLine(parent);
  parent.kill("SIGKILL");
  process.kill(left.pid, "SIGKILL");
  const { url } = await start();
  expect(await connect(url)`select 1 as one`).toMatchObject([{ one: 1 }]);
});

describe("a pid file that was left behind", () => {
  const leave = async (change: (text: string) => string) => {
    const embedded = await start();
    const path = join(embedded.cluster, "postmaster.pid");
    const text = readFileSync(path, "utf8");
    await embedded.stop();
    writeFileSync(path, change(text), { mode: 0o600 });
  };

  test("of a process that is gone is no obstacle", async () => {
    await leave((text) => text);
    expect((await start()).pid()).toBeGreaterThan(0);
  });

  test("whose number another program has now is removed, the program left alone", async () => {
    const stranger = spawn("sleep", ["60"]);
    children.push(stranger);
    await leave((text) => text.replace(/^\d+/, String(stranger.pid)));
    expect((await start()).pid()).toBeGreaterThan(0);
    expect(stranger.exitCode).toBeNull();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  });

  test("whose number this very program has is removed", async () => {
    await leave((text) => text.replace(/^\d+/, String(process.pid)));
    expect((await start()).pid()).toBeGreaterThan(0);
  });

  test("that a full disk left empty is removed", async () => {
    await leave(() => "");
    expect((await start()).pid()).toBeGreaterThan(0);
  });
});

test.each([30, 120, 250, 350, 450, 550])(
  "a first start killed after %i ms leaves nothing that hinders the next",
  async (delay) => {
    const child = startElsewhere();
    await sleep(delay);
    child.kill("SIGKILL");
    const { url } = await start();
    expect(await connect(url)`select 1 as one`).toMatchObject([{ one: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.includes(".init-"))).toEqual([]);
  },
);

test("what an initdb cut short left is removed and made anew", async () => {
  mkdirSync(join(dataDir, "postgres.init-1", "cluster"), { recursive: true });
  writeFileSync(join(dataDir, "postgres.init-1", "cluster", "PG_VERSION"), "18\n");
  expect((await start()).isNew).toBe(true);
  expect(readdirSync(dataDir)).not.toContain("postgres.init-1");
});

test("a full disk gets one clear line, and what was confirmed is there when space returns", {
  timeout: 90_000,
}, async () => {
  const [tooSmall, small] = [join(dataDir, "too small"), join(dataDir, "small")];
  mkdirSync(tooSmall);
  mkdirSync(small);
  const mount = (folder: string, size: string) => `mount -t tmpfs -o size=${size} tmpfs "${folder}"`;
  const inside = `${mount(tooSmall, "20m")} && ${mount(small, "110m")} || exit 77; exec "$@"`;
  const node = [process.execPath, fixture("full-disk"), tooSmall, small];
  const child = spawn("unshare", ["-Urm", "sh", "-c", inside, "sh", ...node], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, wrong] = ["", ""];
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (wrong += chunk));
  const status = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(77));
    child.once("close", resolve);
  });
  const clear = /^The disk that holds .+ is full\. Free some space/;
  if (status !== 0 && /unshare:|mount:/.test(wrong)) {
    // A host that forbids user namespaces has no small disk to offer: the words alone are looked at.
    expect(explainFailure("FATAL: could not write: No space left on device", dataDir).message).toMatch(clear);
    return;
  }
  expect(wrong).toBe("");
  const seen = JSON.parse(said);
  expect(seen.first).toMatch(clear);
  expect(seen.left.filter((name: string) => name.startsWith("postgres."))).not.toContain("postgres");
  expect(seen.refused).toMatch(/No space left on device|CONNECTION|terminat/i);
  expect(seen.again).toMatch(clear);
  expect(seen.row.last).toBeGreaterThanOrEqual(seen.confirmed);
  expect(seen.row.rows).toBeGreaterThanOrEqual(seen.confirmed + 1);
});

test("a server that its own commands stopped is not taken for a leftover", async () => {
  const embedded = await start();
  const pid = embedded.pid() ?? 0;
  await embedded.stop();
  expect(await stopProcess(pid, [["SIGINT", 1_000]])).toBe(true);
});
