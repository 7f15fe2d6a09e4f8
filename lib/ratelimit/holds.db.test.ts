import { sql as raw } from "drizzle-orm";
import { expect, test } from "vitest";
import { throttles } from "../db/schema/directory";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { beginHold, findSecondsHeld } from "./holds";
import { clearStaleCounters } from "./windows";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

test("A35 a hold lasts its seconds to the second by the database's clock, and the seconds left are true", async () => {
  const hold = { name: "cooldown", subject: "one" };
  // In one transaction the database's clock stands still.
  await db.transaction(async (tx) => {
    const endIn = (milliseconds: number) =>
      tx
        .update(throttles)
        .set({ blockedUntil: raw`now() + make_interval(secs => ${milliseconds / 1_000}::float8)` });
    expect(await beginHold(tx, hold, 60)).toBeNull();
    expect(await beginHold(tx, hold, 60)).toBe(60);
    await endIn(1_001);
    expect(await beginHold(tx, hold, 60)).toBe(2);
    await endIn(1);
    expect(await beginHold(tx, hold, 60)).toBe(1);
    await endIn(0);
    expect(await findSecondsHeld(tx, hold)).toBeNull();
    expect(await beginHold(tx, hold, 60)).toBeNull();
  });
});

test("A35 of ten at once over two processes one begins the hold", async () => {
  const other = connect();
  const hold = { name: "cooldown", subject: "ten" };
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => beginHold(n % 2 ? db : other, hold, 60)),
  );
  expect(answers.filter((seconds) => seconds === null)).toHaveLength(1);
});

test("stale counters are cleared in bounded batches, and what still counts or delays stays", async () => {
  await sql`delete from throttles`;
  await sql`insert into rate_windows (key, window_start, count)
    select 'old' || n, now() - interval '3 days', 1 from generate_series(1, 7) n
    union all select 'young', now() - interval '1 day', 1`;
  await sql`insert into throttles (key, failures, last_failed_at, blocked_until)
    select 'old' || n, 3, now() - interval '2 days', null::timestamptz from generate_series(1, 7) n
    union all select 'delaying', 9, now() - interval '2 days', now() + interval '1 minute'
    union all select 'young', 3, now() - interval '1 hour', null`;
  expect(await clearStaleCounters(db, 5)).toBe(10);
  expect(await clearStaleCounters(db, 5)).toBe(4);
  expect(await clearStaleCounters(db, 5)).toBe(0);
  expect(await sql`select key from rate_windows`).toMatchObject([{ key: "young" }]);
  expect(await sql`select key from throttles order by key`).toMatchObject([
    { key: "delaying" },
    { key: "young" },
  ]);
});
