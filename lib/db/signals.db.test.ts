import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { hearings, makeSignals, readOrWait, signal, signalAll } from "./signals";
import { useTestDatabase } from "./testing";

const database = useTestDatabase();
const { db } = database;
const client = postgres(database.url, { max: 1, onnotice: () => undefined });
afterAll(() => client.end({ timeout: 1 }));
const source = makeSignals((channel, heard) => client.listen(channel, heard));

const WHILE = 4_000;

test("whoever waits is woken by a signal of their topic, after the transaction and not before", async () => {
  let value: string | null = null;
  let reads = 0;
  const read = async () => {
    reads++;
    return value;
  };
  const started = performance.now();
  const waiting = readOrWait("me", ["one", "two"], read, { ms: WHILE, source });
  await db.transaction(async (tx) => {
    await signal(tx, "two");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(reads).toBe(1);
    value = "there";
  });
  expect(await waiting).toBe("there");
  expect(reads).toBe(2);
  expect(performance.now() - started).toBeLessThan(WHILE - 500);
});

test("a signal of another topic, or of a transaction that is rolled back, wakes nobody", async () => {
  let reads = 0;
  const read = async () => {
    reads++;
    return null;
  };
  const waiting = readOrWait("me", ["mine"], read, { ms: 700, source }).then(() => reads);
  await signal(db, "other");
  await db
    .transaction(async (tx) => {
      await signal(tx, "mine");
      throw new Error("no");
    })
    .catch(() => undefined);
  expect(await waiting).toBe(2);
});

test("what is there already is answered at once, and whoever has gone is not waited for", async () => {
  expect(await readOrWait("me", ["x"], async () => "now", { ms: WHILE, source })).toBe("now");
  const leaving = new AbortController();
  const started = performance.now();
  const waiting = readOrWait("me", ["x"], async () => null, { ms: WHILE, source, gone: leaving.signal });
  leaving.abort();
  expect(await waiting).toBeNull();
  expect(performance.now() - started).toBeLessThan(WHILE - 500);
});

test("of too many who wait, whoever comes last is answered at once", async () => {
  const gone = new AbortController();
  const many = Array.from({ length: 500 }, (_, n) =>
    readOrWait(`person ${n % 50}`, ["crowd"], async () => null, { ms: WHILE, source, gone: gone.signal }),
  );
  const started = performance.now();
  expect(await readOrWait("me", ["crowd"], async () => null, { ms: WHILE, source })).toBeNull();
  expect(performance.now() - started).toBeLessThan(1_000);
  gone.abort();
  await Promise.all(many);
});

test("nobody takes more than ten places, whatever they wait for: the others wait on", async () => {
  const gone = new AbortController();
  const forged = Array.from({ length: 500 }, (_, n) =>
    readOrWait("one", [`topic ${n}`], async () => null, { ms: WHILE, source, gone: gone.signal }),
  );
  let reads = 0;
  const waiting = readOrWait("another", ["mine"], async () => (reads++ > 0 ? "told" : null), {
    ms: WHILE,
    source,
  });
  expect(await Promise.all(forged.slice(10))).toEqual(Array(490).fill(null));
  await signal(db, "mine");
  expect(await waiting).toBe("told");
  gone.abort();
  await Promise.all(forged);
});

test("what happens to a topic is heard in its order after the transaction, and nothing of another", async () => {
  const gone = new AbortController();
  const heard: string[] = [];
  const hearing = hearings("own", gone.signal, { ms: WHILE, source });
  const first = hearing.next();
  // the connection listens once a signal gets through
  await expect
    .poll(() => signalAll(db, "own", ["there"]).then(() => Promise.race([first, null])))
    .not.toBeNull();
  heard.push(...((await first).value ?? []));
  expect(heard[0]).toBe("there");
  await db.transaction(async (tx) => {
    await signalAll(tx, "own", ["one", "two words"]);
    await signalAll(tx, "other", ["three"]);
  });
  while (!heard.includes("two words")) heard.push(...((await hearing.next()).value ?? []));
  expect(heard.filter((one) => one !== "there")).toEqual(["one", "two words"]);
  const last = hearing.next();
  gone.abort();
  expect(await last).toEqual({ done: true, value: undefined });
});
