import { expect, test } from "vitest";
import { acceptInvitation } from "../admin/invitations";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw, withFault } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import {
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  PASSWORD,
  setWorkspace,
} from "../identity/testing";
import { ageTokens, mailedToken } from "../identity/testing-mail";
import { standingFor } from "../policy/service";
import { getPasswordReset, requestPasswordReset, resetPassword } from "./password-reset";
import { signInWithPassword } from "./sign-in";
import { signUp, verifyEmail } from "./sign-up";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const NEW = "tangerine umbrella stand";

async function makeAsker(set = {}) {
  const user = await makeUser(db, await makeWorkspace(db), set);
  await requestPasswordReset(db, user.email, CLIENT);
  return user;
}

const reset = (token: string, password = NEW) => codeOf(resetPassword(db, { token, password }, CLIENT));
const signIn = (email: string, password: string) => signInWithPassword(db, { email, password }, CLIENT);

test("A54 a reset changes the password and nothing else: no session, the factor is asked for as before", async () => {
  const user = await makeAsker();
  await addApp(db, user);
  const open = [await openSession(db, user), await openSession(db, user)];
  const token = await mailedToken(sql, user.email);
  expect(await resetPassword(db, { token, password: NEW }, CLIENT)).toBeUndefined();
  for (const key of open) expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
  expect(await sql`select 1 from sessions where user_id = ${user.id} and ended_at is null`).toHaveLength(0);
  expect(await sql`select kind from credentials where user_id = ${user.id}`).toHaveLength(1);
  expect(await codeOf(signIn(user.email, PASSWORD))).toBe("wrong_credentials");
  const subject = await findSubjectOf(db, await signIn(user.email, NEW));
  expect(subject && standingFor(subject)).toBe("half_signed_in");
});

test("A18 whoever holds the mailbox gets in by a reset, however many passwords others have guessed", async () => {
  const user = await makeAsker();
  for (let n = 1; n <= 6; n++) await codeOf(signIn(user.email, "wrong"));
  expect(await codeOf(signIn(user.email, PASSWORD))).toBe("too_many_attempts");
  expect(await reset(await mailedToken(sql, user.email))).toBeNull();
  await expect(signIn(user.email, NEW)).resolves.toBeTruthy();
});

test("A56 a reset link works once, also for two at the same moment on two processes", async () => {
  const user = await makeAsker();
  const token = await mailedToken(sql, user.email);
  const other = connect();
  const codes = await Promise.all([
    reset(token),
    codeOf(resetPassword(other, { token, password: "another tangerine stand" }, CLIENT)),
  ]);
  expect(codes.toSorted()).toEqual(["token_invalid", null].toSorted());
  expect(await reset(token)).toBe("token_invalid");
});

test("A56 nobody can void a mailed reset link by asking for more, nor flood the mailbox; using one ends the others", async () => {
  const user = await makeAsker();
  const first = await mailedToken(sql, user.email);
  for (let n = 0; n < 8; n++) await requestPasswordReset(db, user.email, CLIENT);
  const mails =
    await sql`select 1 from messages where recipient = ${user.email} and body like '%/reset-password/%'`;
  expect(mails).toHaveLength(5);
  const last = await mailedToken(sql, user.email);
  expect(await reset(first)).toBeNull();
  expect(await reset(last)).toBe("token_invalid");
});

test("A56 a reset link lives 1 hour", async () => {
  const user = await makeAsker();
  const second = await mailedToken(sql, user.email);
  await ageTokens(sql, 3_590);
  expect(await getPasswordReset(db, second)).toMatchObject({ email: user.email });
  await ageTokens(sql, 11);
  expect(await reset(second)).toBe("token_invalid");
});

test("A56 a link of one kind opens nothing of another kind", async () => {
  const user = await makeAsker();
  const token = await mailedToken(sql, user.email);
  expect(await codeOf(verifyEmail(db, token, CLIENT))).toBe("token_invalid");
  expect(await codeOf(acceptInvitation(db, { token, name: "X", password: NEW }, CLIENT))).toBe(
    "token_invalid",
  );
  await signUp(db, { workspaceName: "W", name: "N", email: "kind@new.example", password: NEW }, CLIENT);
  const verification = await mailedToken(sql, "kind@new.example");
  expect(await reset(verification)).toBe("token_invalid");
  await verifyEmail(db, verification, CLIENT);
  expect(await codeOf(verifyEmail(db, verification, CLIENT))).toBe("token_invalid");
  expect(await reset(token)).toBeNull();
});

test("A56 a link's secret has 256 bits and is kept as a hash alone", async () => {
  const user = await makeAsker();
  const token = await mailedToken(sql, user.email);
  const secret = token.split(".")[1] ?? "";
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  const { messages, ...rest } = await dump(sql);
  expect(messages).toContain(secret);
  expect(Object.values(rest).join("\n")).not.toContain(secret);
});

test.each([
  "",
  ".",
  "x",
  "0".repeat(26),
  `${"0".repeat(26)}.`,
  "%",
  "' or 1=1 --.x",
  `${"0".repeat(26)}.${"A".repeat(43)}`,
])("A56 `%s` is no link", async (token) => {
  expect(await reset(token)).toBe("token_invalid");
});

test("A66 a link's secret opens nothing under another workspace's name", async () => {
  const user = await makeAsker();
  const secret = (await mailedToken(sql, user.email)).split(".")[1];
  const other = await makeWorkspace(db);
  expect(await reset(`${other.workspaceId.slice(4)}.${secret}`)).toBe("token_invalid");
});

test.each([
  ["too short", "short", "password_too_short"],
  ["common", "passwordpassword", "password_common"],
  ["the workspace's name", "northwind northwind", "password_common"],
])("A14 a password that is %s is refused, and the link stays good", async (_what, password, code) => {
  const user = await makeAsker();
  await setWorkspace(db, user.workspaceId, { name: "Northwind Traders" });
  const token = await mailedToken(sql, user.email);
  expect(await reset(token, password)).toBe(code);
  expect(await reset(token)).toBeNull();
});

test.each([
  ["nobody", null],
  ["somebody blocked", { blockedAt: new Date() }],
  ["somebody who has not joined", { passwordHash: null }],
])("A16 a reset asked for %s writes nothing and answers the same", async (_who, set) => {
  const place = await makeWorkspace(db);
  const email = set ? (await makeUser(db, place, set)).email : "nobody@example.com";
  const before = await dump(sql);
  expect(await requestPasswordReset(db, email, CLIENT)).toBeUndefined();
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test.each(["users", "sessions", "audit_events", "messages"])(
  "C04 a reset that fails at %s changes nothing and its link stays good",
  async (table) => {
    const user = await makeAsker();
    await openSession(db, user);
    const token = await mailedToken(sql, user.email);
    const before = await dump(sql);
    const on = table === "users" || table === "sessions" ? "update" : "insert";
    await withFault(sql, { table, on }, async () => {
      expect(await reset(token)).toBe("internal");
    });
    expect(changedTables(before, await dump(sql))).toEqual([]);
    expect(await reset(token)).toBeNull();
  },
);
