import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault, withoutColumn } from "../db/testing-faults";
import { addApp, answerCode, codeFor } from "../factors/testing";
import { confirmPassword } from "../flows/challenge";
import { CLIENT, makeUser, makeWorkspace, PASSWORD, signedIn } from "../identity/testing";
import { delaySeconds } from "../ratelimit/core/delay";
import { signInWithPassword } from "./sign-in";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const signIn = (email: string, password = PASSWORD) => signInWithPassword(db, { email, password }, CLIENT);
/** One address at a time: the table holds keyed hashes, not addresses. */
const counter = async () =>
  (
    await sql`select failures, extract(epoch from blocked_until - last_failed_at)::int as delay
    from throttles order by last_failed_at desc limit 1`
  )[0];
const passTheDelay = () => sql`update throttles set blocked_until = now() - interval '1 second'`;
const clear = () => sql`delete from throttles`;

test("A18 wrong passwords are delayed from the 5th on, 30 s doubling to 1 h, and never stop", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await clear();
  for (let n = 1; n <= 14; n++) {
    await passTheDelay();
    expect(await codeOf(signIn(user.email, "wrong"))).toBe("wrong_credentials");
    expect(await counter()).toMatchObject({ failures: n, delay: delaySeconds(n) || null });
  }
  await sql`update throttles set failures = 5000`;
  expect(await codeOf(signIn(user.email))).toBe("too_many_attempts");
  await passTheDelay();
  await expect(signIn(user.email)).resolves.toBeTruthy();
  expect(await counter()).toBeUndefined();
});

test("A18 while a delay runs the right password is not looked at, nothing is counted, and the wait is told", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await clear();
  for (let n = 0; n < 5; n++) await codeOf(signIn(user.email, "wrong"));
  const blocked = await signIn(user.email).catch((error: unknown) => error);
  expect(blocked).toMatchObject({ code: "too_many_attempts" });
  const { retryAfterSeconds } = (blocked as { details: { retryAfterSeconds: number } }).details;
  expect(retryAfterSeconds).toBeGreaterThan(25);
  expect(retryAfterSeconds).toBeLessThanOrEqual(30);
  expect(await counter()).toMatchObject({ failures: 5 });
});

test("A16 an address that nobody has is slowed in the same way", async () => {
  await clear();
  for (let n = 0; n < 5; n++) expect(await codeOf(signIn("nobody@example.com"))).toBe("wrong_credentials");
  expect(await codeOf(signIn("nobody@example.com"))).toBe("too_many_attempts");
});

test("A17 wrong passwords slow one address and no other, and lock no second factor", async () => {
  const place = await makeWorkspace(db);
  const [user, other] = [await makeUser(db, place), await makeUser(db, place)];
  const app = await addApp(db, user);
  const actor = await signedIn(db, user);
  await clear();
  for (let n = 0; n < 6; n++) await codeOf(signIn(user.email, "wrong"));
  expect(await codeOf(signIn(user.email))).toBe("too_many_attempts");
  await expect(signIn(other.email)).resolves.toBeTruthy();
  await expect(answerCode(db, actor, codeFor(app.secret, actor))).resolves.toBeTruthy();
});

test("A21 the password is counted once for sign-in and step-up: what slows one slows the other", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const actor = await signedIn(db, user);
  await clear();
  for (let n = 0; n < 3; n++)
    expect(await codeOf(confirmPassword(db, actor, "wrong"))).toBe("wrong_credentials");
  for (let n = 0; n < 2; n++) expect(await codeOf(signIn(user.email, "wrong"))).toBe("wrong_credentials");
  expect(await codeOf(confirmPassword(db, actor, PASSWORD))).toBe("too_many_attempts");
  expect(await codeOf(signIn(user.email))).toBe("too_many_attempts");
});

test("A17 wrong passwords from many connections at once add up, and the delay holds for all of them", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await clear();
  const pools = [db, connect()];
  const codes = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      codeOf(signInWithPassword(pools[n % 2] ?? db, { email: user.email, password: "wrong" }, CLIENT)),
    ),
  );
  expect(codes.filter((code) => code === "wrong_credentials")).toHaveLength(5);
  expect(codes.filter((code) => code === "too_many_attempts")).toHaveLength(25);
  expect(await counter()).toMatchObject({ failures: 5 });
});

test("A19 a wrong password counts although recording it fails", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await clear();
  await withFault(sql, { table: "audit_events" }, async () => {
    for (let n = 0; n < 3; n++) expect(await codeOf(signIn(user.email, "wrong"))).toBe("internal");
  });
  expect(await counter()).toMatchObject({ failures: 3 });
});

test.each([
  ["users", "name"],
  ["addresses", "user_id"],
  ["throttles", "failures"],
])(
  "A20 with %s.%s gone a sign-in answers that something is wrong with us, and counts nothing",
  async (table, column) => {
    const user = await makeUser(db, await makeWorkspace(db));
    await clear();
    await withoutColumn(sql, table, column, async () => {
      for (const password of [PASSWORD, "wrong"])
        expect(await codeOf(signIn(user.email, password))).toBe("internal");
    });
    expect(await counter()).toBeUndefined();
    await expect(signIn(user.email)).resolves.toBeTruthy();
  },
);

test("A20 the right password is not counted as wrong where the session cannot be stored", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await clear();
  await withFault(sql, { table: "sessions", code: "57P01" }, async () => {
    for (let n = 0; n < 7; n++) expect(await codeOf(signIn(user.email))).toBe("service_unavailable");
  });
  expect(await counter()).toBeUndefined();
});
