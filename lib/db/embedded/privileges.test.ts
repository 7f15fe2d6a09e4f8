import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WayName } from "./place.ts";
import { isRoot, systemAccounts } from "./privileges.ts";
import { startEmbedded } from "./start.ts";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sallyport-privileges-"));
});

afterEach(() => {
  const pointer = join(dataDir, "postgres.location");
  if (existsSync(pointer)) rmSync(readFileSync(pointer, "utf8").trim(), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

/** One visit: adds a row and answers how many there are, and how the server was run; or why it could not. */
const visit = async (ways?: readonly WayName[]) => {
  try {
    const { url, way, cluster, stop } = await startEmbedded({ dataDir, ways });
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    await sql`create table if not exists visits (at timestamptz default now())`;
    await sql`insert into visits default values`;
    const [row] = await sql`select count(*)::int as count from visits`;
    await sql.end();
    await stop();
    return { way, count: row?.count as number, isHere: cluster.startsWith(dataDir) };
  } catch (error) {
    return { refused: (error as Error).message };
  }
};

test("the data survives every change of the way PostgreSQL is run", async () => {
  if (!isRoot()) {
    // Whoever is not root has one way: themselves.
    expect(await visit()).toEqual({ way: "direct", count: 1, isHere: true });
    expect(await visit()).toEqual({ way: "direct", count: 2, isHere: true });
    return;
  }
  let count = 0;
  for (const way of ["user", "namespace", "user", "elsewhere"] as const) {
    const answer = await visit([way]);
    if (answer.refused) expect(answer.refused).toMatch(/^PostgreSQL does not run as root, .+ordinary user/);
    else expect(answer).toMatchObject({ count: ++count, isHere: way !== "elsewhere" });
  }
  expect(count).toBeGreaterThan(0);
  // Where it went once, it is found again without being told.
  expect(await visit()).toMatchObject({ count: count + 1 });
});

test("a folder that went elsewhere and is gone is named, not silently made anew", async () => {
  if (!isRoot()) return expect((await visit()).refused).toBeUndefined();
  await visit(["elsewhere"]);
  const home = readFileSync(join(dataDir, "postgres.location"), "utf8").trim();
  rmSync(home, { recursive: true });
  expect((await visit()).refused).toMatch(/says that the data is in .+, which is not there/);
});

test("only accounts that are not root are used, whatever the list of accounts says", () => {
  const passwd = "root:x:0:0::/:/bin/sh\nnobody:x:0:0::/:/bin/sh\ndaemon:x:1:1::/:/bin/sh\n";
  expect(systemAccounts(passwd)).toEqual([{ uid: 1, gid: 1 }]);
});
