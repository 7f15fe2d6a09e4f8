import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault, withoutColumn } from "../db/testing-faults";
import { beginPasskeySignIn, finishPasskeySignIn } from "../entry/sign-in";
import type { Actor } from "../flows/context";
import { ADMIN, actorOf, CLIENT, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import type { UserRow } from "../identity/users/service";
import { delaySeconds } from "../ratelimit/core/delay";
import {
  addApp,
  addRecoveryCodes,
  answerChallenge,
  answerCode,
  codeFor,
  enrollPasskey,
  wrongCode,
} from "./testing";
import { makeDevice } from "./testing-passkey";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

async function makePerson(set = {}) {
  const user = await makeUser(db, await makeWorkspace(db), set);
  const app = await addApp(db, user);
  return { user, app, actor: await signedIn(db, user) };
}

const counter = async (user: UserRow, kind = "totp") =>
  (
    await sql`select in_a_row as n, stopped_at is not null as stopped,
    extract(epoch from blocked_until - last_failed_at)::int as delay
    from factor_failures where user_id = ${user.id} and kind = ${kind}`
  )[0];
const setCounter = (user: UserRow, n: number) =>
  sql`update factor_failures set in_a_row = ${n}, blocked_until = null where user_id = ${user.id}`;
const passTheDelay = (user: UserRow) =>
  sql`update factor_failures set blocked_until = now() - interval '1 second' where user_id = ${user.id}`;
const fail = (actor: Actor, secret: string) => codeOf(answerCode(db, actor, wrongCode(secret, actor)));

test("A18 wrong codes are delayed from the 5th on, 30 s doubling to 1 h", async () => {
  const { user, app, actor } = await makePerson();
  for (let n = 1; n <= 13; n++) {
    await passTheDelay(user);
    expect(await fail(actor, app.secret)).toBe("wrong_code");
    expect(await counter(user)).toEqual({ n, stopped: false, delay: delaySeconds(n) || null });
  }
});

test("A18 the 100th wrong code in a row stops the factor, with a notice and an entry, for the right code too", async () => {
  const { user, app, actor } = await makePerson();
  await fail(actor, app.secret);
  await setCounter(user, 98);
  expect(await fail(actor, app.secret)).toBe("wrong_code");
  expect(await counter(user)).toMatchObject({ n: 99, stopped: false });
  await passTheDelay(user);
  expect(await fail(actor, app.secret)).toBe("wrong_code");
  expect(await counter(user)).toMatchObject({ n: 100, stopped: true });
  await passTheDelay(user);
  expect(await codeOf(answerCode(db, actor, codeFor(app.secret, actor)))).toBe("factor_stopped");
  const stops =
    await sql`select data from audit_events where action = 'factor.stopped' and target_id = ${user.id}`;
  expect(stops.map((row) => row.data.factor)).toEqual(["totp"]);
  const mails = await sql`select body from messages where subject like 'A sign-in method was stopped%'`;
  expect(mails.map((mail) => String(mail.body))).toEqual([
    expect.stringContaining("for now: Authenticator app"),
  ]);
});

test("A18 an attacker who burns the app cannot keep the owner out: the passkey still signs in, and clears it", async () => {
  const { user, app, actor } = await makePerson();
  const device = makeDevice();
  await enrollPasskey(db, actor, device.create, "sign_in");
  const thief = await signedIn(db, user);
  await fail(thief, app.secret);
  await setCounter(user, 99);
  await fail(thief, app.secret);
  expect(await counter(user)).toMatchObject({ stopped: true });
  const { challengeId, options } = await beginPasskeySignIn(db);
  await finishPasskeySignIn(db, { challengeId, response: device.get(options) }, CLIENT);
  expect(await counter(user)).toBeUndefined();
});

test("A17 each factor has its own counter, and the proof of another clears what was counted", async () => {
  const { user, app, actor } = await makePerson();
  const risen = await actorOf(db, await answerCode(db, actor, codeFor(app.secret, actor, -1)));
  const codes = await addRecoveryCodes(db, risen);
  const half = await signedIn(db, user);
  for (let n = 0; n < 5; n++) await fail(half, app.secret);
  expect(await fail(half, app.secret)).toBe("too_many_attempts");
  expect(await codeOf(answerCode(db, half, "AAAAAAAAAAAAA", "recovery_code"))).toBe("wrong_code");
  expect(await counter(user, "recovery_code")).toMatchObject({ n: 1 });
  await answerCode(db, half, codes[0] ?? "", "recovery_code");
  expect([await counter(user), await counter(user, "recovery_code")]).toEqual([undefined, undefined]);
});

test("A17 wrong codes from many sessions and pools add up: 40 at once, 5 are looked at", async () => {
  const { user, app } = await makePerson();
  const other = connect();
  const actors = await Promise.all(Array.from({ length: 40 }, () => signedIn(db, user)));
  const codes = await Promise.all(
    actors.map((actor, n) => codeOf(answerCode(n % 2 ? db : other, actor, wrongCode(app.secret, actor)))),
  );
  expect(codes.filter((code) => code === "wrong_code")).toHaveLength(5);
  expect(codes.filter((code) => code === "too_many_attempts")).toHaveLength(35);
  expect(await counter(user)).toMatchObject({ n: 5 });
});

test("A17 one user's wrong codes slow nobody else", async () => {
  const [one, other] = [await makePerson(), await makePerson(ADMIN)];
  for (let n = 0; n < 5; n++) await fail(one.actor, one.app.secret);
  await expect(answerCode(db, other.actor, codeFor(other.app.secret, other.actor))).resolves.toBeTruthy();
});

test("A21 what is slowed at sign-in is slowed at step-up, in every session", async () => {
  const { user, app, actor } = await makePerson();
  for (let n = 0; n < 5; n++) await fail(actor, app.secret);
  const again = await signedIn(db, user);
  for (const purpose of ["sign_in", "step_up"] as const) {
    const answer = () => ({ code: codeFor(app.secret, again) });
    expect(await codeOf(answerChallenge(db, again, "totp", answer, purpose))).toBe("too_many_attempts");
  }
});

test("A21 passkeys are counted over the challenge and the sign-in alike, before they are judged", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const device = makeDevice();
  await enrollPasskey(db, await signedIn(db, user), device.create);
  const forged = (options: unknown) => device.forge(options, { origin: "https://elsewhere.example" });
  const signIn = async (make: (options: unknown) => ReturnType<typeof device.get>) => {
    const { challengeId, options } = await beginPasskeySignIn(db);
    return codeOf(finishPasskeySignIn(db, { challengeId, response: make(options) }, CLIENT));
  };
  const half = await signedIn(db, user);
  const answer = (present: Record<string, unknown>) => ({ response: forged(present.options) });
  for (let n = 0; n < 3; n++) expect(await signIn(forged)).toBe("proof_rejected");
  for (let n = 0; n < 2; n++)
    expect(await codeOf(answerChallenge(db, half, "passkey", answer))).toBe("proof_rejected");
  expect(await counter(user, "passkey")).toEqual({ n: 5, stopped: false, delay: 30 });
  expect(await signIn(device.get)).toBe("too_many_attempts");
  await passTheDelay(user);
  expect(await signIn(device.get)).toBeNull();
});

test("A19 wrong codes count although the transaction that records them fails", async () => {
  const { user, app, actor } = await makePerson();
  await withFault(sql, { table: "audit_events" }, async () => {
    for (let n = 0; n < 4; n++) expect(await fail(actor, app.secret)).toBe("internal");
  });
  expect(await counter(user)).toMatchObject({ n: 4 });
});

test("a right code that comes too late for its session is no fault of ours: it stays counted", async () => {
  const { user, app, actor } = await makePerson();
  await sql`update sessions set ended_at = now() where user_id = ${user.id}`;
  expect(await codeOf(answerCode(db, actor, codeFor(app.secret, actor)))).toBe("session_ended");
  expect(await counter(user)).toMatchObject({ n: 1 });
});

test.each([
  ["credentials", "data"],
  ["flows", "attempts"],
  ["sessions", "proofs"],
  ["audit_events", "data"],
  ["factor_failures", "in_a_row"],
  ["users", "webauthn_handle"],
])(
  "A20 with %s.%s gone the right code counts nothing, is not called wrong, and works afterwards",
  async (table, column) => {
    const { user, app, actor } = await makePerson();
    await fail(actor, app.secret);
    const code = codeFor(app.secret, actor);
    await withoutColumn(sql, table, column, async () => {
      for (let n = 0; n < 6; n++) expect(await codeOf(answerCode(db, actor, code))).toBe("internal");
    });
    expect(await counter(user)).toMatchObject({ n: 1, delay: null });
    await expect(answerCode(db, actor, code)).resolves.toBeTruthy();
  },
);

test.each(["08006", "57P01", "53300", "40001"])(
  "A20 a database that answers %s is 503, and counts nothing",
  async (code) => {
    const { user, app, actor } = await makePerson();
    await withFault(sql, { table: "sessions", on: "update", code }, async () => {
      for (let n = 0; n < 6; n++)
        expect(await codeOf(answerCode(db, actor, codeFor(app.secret, actor)))).toBe("service_unavailable");
    });
    expect(await counter(user)).toMatchObject({ n: 0 });
  },
);

test("A20 a secret whose key is gone (C17) is never a wrong code, and counts nothing", async () => {
  const { user, app, actor } = await makePerson();
  await sql`update credentials set data = jsonb_build_object('secret', 'v1.gone' || substr(data->>'secret', 6))
    where user_id = ${user.id}`;
  for (let n = 0; n < 6; n++)
    for (const code of [codeFor(app.secret, actor), wrongCode(app.secret, actor)])
      expect(await codeOf(answerCode(db, actor, code))).toBe("internal");
  expect(await counter(user)).toMatchObject({ n: 0 });
});
