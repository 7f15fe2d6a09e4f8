import * as argon from "@node-rs/argon2";
import { beforeEach, expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useCounted, useRaw, withFault } from "../db/testing-faults";
import { isPasswordRight } from "../identity/passwords/hash";
import { CLIENT, findSubjectOf, makeUser, makeWorkspace, PASSWORD, REQUIRED } from "../identity/testing";
import { updateUser } from "../identity/users/service";
import { standingFor } from "../policy/service";
import { requestPasswordReset } from "./password-reset";
import { signInWithPassword } from "./sign-in";
import { signUp, verifyEmail } from "./sign-up";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon>();
  return { ...real, hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const signIn = (email: string, password = PASSWORD) => signInWithPassword(db, { email, password }, CLIENT);

beforeEach(() => {
  vi.mocked(argon.verify).mockClear();
  vi.mocked(argon.hash).mockClear();
  counted.statements.length = 0;
});

test("the right password starts a session, and is audited once", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const subject = await findSubjectOf(db, await signIn(user.email));
  expect(subject?.user.id).toBe(user.id);
  expect(subject?.facts.session.proofs).toEqual([expect.objectContaining({ factor: "password" })]);
  const rows = await sql`select action, data from audit_events where target_id = ${user.id}`;
  expect(rows).toEqual([expect.objectContaining({ action: "session.started" })]);
});

test("A16 a sign-in costs one argon2 and the same number of statements for the known, the invited, the blocked and nobody", async () => {
  const place = await makeWorkspace(db);
  const known = await makeUser(db, place);
  const invited = await makeUser(db, place, { passwordHash: null });
  const blocked = await makeUser(db, place, { blockedAt: new Date() });
  await isPasswordRight(null, "so that what stands in for nobody is made");
  const cost = async (email: string, password: string) => {
    vi.mocked(argon.verify).mockClear();
    counted.statements.length = 0;
    const code = await codeOf(signInWithPassword(counted.db, { email, password }, CLIENT));
    const verbs = counted.statements.map((query) => query.split(" ")[0]);
    return {
      code,
      writes: verbs.filter((verb) => verb !== "select").length,
      statements: verbs.length,
      argon2: vi.mocked(argon.verify).mock.calls.length,
    };
  };
  const costs = [
    await cost("nobody@example.com", PASSWORD),
    await cost(known.email, "not the password"),
    await cost(invited.email, PASSWORD),
    await cost(blocked.email, PASSWORD),
  ];
  for (const one of costs)
    expect(one).toEqual({ code: "wrong_credentials", statements: 3, writes: 2, argon2: 1 });
});

test("A16 sign-up and reset answer the same, after the same time, whether the address is known or not", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const input = { workspaceName: "Northwind", name: "Nora", password: "tangerine umbrella stand" };
  const calls = [
    () => requestPasswordReset(db, user.email, CLIENT),
    () => requestPasswordReset(db, "nobody@example.com", CLIENT),
    () => signUp(db, { ...input, email: user.email }, CLIENT),
    () => signUp(db, { ...input, email: "new@northwind.example" }, CLIENT),
  ];
  for (const call of calls) {
    const begun = performance.now();
    expect(await call()).toBeUndefined();
    expect(performance.now() - begun).toBeGreaterThan(295);
  }
});

test("A16 two sign-ups with one address at once have the same answer, and whose link is confirmed first has the account", async () => {
  const input = {
    workspaceName: "Twice",
    name: "Tom",
    email: "tom@twice.example",
    password: "tangerine umbrella",
  };
  await Promise.all([signUp(db, input, CLIENT), signUp(db, input, CLIENT)]);
  const mails = await sql`select body from messages where recipient = ${input.email} order by id`;
  const tokens = mails.map(({ body }) => String(body).match(/verify-email\/(\S+)/)?.[1] ?? "");
  expect(await codeOf(verifyEmail(db, tokens[1] ?? "", CLIENT))).toBeNull();
  expect(await codeOf(verifyEmail(db, tokens[0] ?? "", CLIENT))).toBe("token_invalid");
  const joined =
    await sql`select 1 from users where email = ${input.email} and email_verified_at is not null`;
  expect(joined).toHaveLength(1);
});

test("an account whose address was never confirmed cannot be signed in to, and says so to its owner alone", async () => {
  const user = await makeUser(db, await makeWorkspace(db), { emailVerifiedAt: null });
  expect(await codeOf(signIn(user.email))).toBe("address_unverified");
  expect(await codeOf(signIn(user.email, "not the password"))).toBe("wrong_credentials");
  expect(await sql`select 1 from sessions where user_id = ${user.id}`).toHaveLength(0);
});

test("A15 signing in makes a weaker stored hash anew, and a wrong password leaves it", async () => {
  const weak = await argon.hash(PASSWORD, { memoryCost: 4_096, timeCost: 1, parallelism: 1 });
  const user = await makeUser(db, await makeWorkspace(db), { passwordHash: weak });
  const stored = async () =>
    String((await sql`select password_hash as h from users where id = ${user.id}`)[0]?.h);
  expect(await codeOf(signIn(user.email, "not the password"))).toBe("wrong_credentials");
  expect(await stored()).toBe(weak);
  await signIn(user.email);
  expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await signIn(user.email);
});

test("a password that is changed while the old one is compared starts no session with the old one", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const changed = await argon.hash("another password altogether");
  vi.mocked(argon.verify).mockImplementationOnce(async () => {
    await updateUser(db, user.workspaceId, user.id, { passwordHash: changed });
    return true;
  });
  expect(await codeOf(signIn(user.email))).toBe("wrong_credentials");
  expect(await sql`select 1 from sessions where user_id = ${user.id}`).toHaveLength(0);
});

test("C04 no session without its audit row", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await withFault(sql, { table: "audit_events", when: "new.action = 'session.started'" }, async () => {
    expect(await codeOf(signIn(user.email))).toBe("internal");
  });
  expect(await sql`select 1 from sessions where user_id = ${user.id}`).toHaveLength(0);
  expect((await sql`select last_sign_in_at as at from users where id = ${user.id}`)[0]?.at).toBeNull();
});

test("a required user without a factor meets set-up after the password, and the first prompt is noted once", async () => {
  const user = await makeUser(db, await makeWorkspace(db), REQUIRED);
  const prompted = async () =>
    (await sql`select first_prompted_at as at from users where id = ${user.id}`)[0]?.at as Date | null;
  const subject = await findSubjectOf(db, await signIn(user.email));
  expect(subject && standingFor(subject)).toBe("setup_pending");
  const first = await prompted();
  expect(first).toBeInstanceOf(Date);
  await signIn(user.email);
  expect(await prompted()).toEqual(first);
});
