import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { signInWithPassword } from "../entry/sign-in";
import { signUp, verifyEmail } from "../entry/sign-up";
import {
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  PASSWORD,
  signedIn,
} from "../identity/testing";
import { ageTokens, mailedToken } from "../identity/testing-mail";
import { issueToken } from "../identity/tokens/service";
import { findUserByEmail } from "../identity/users/service";
import { standingFor } from "../policy/service";
import {
  askForNewAddress,
  changeOwnName,
  changeOwnPassword,
  confirmNewAddress,
  getNewAddress,
} from "./profile";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const NEW_PASSWORD = "tangerine umbrella stand";
let numbered = 0;

async function somebody() {
  const user = await makeUser(db, await makeWorkspace(db), { email: `someone-${++numbered}@old.example` });
  return { user, actor: await signedIn(db, user), email: `someone-${numbered}@new.example` };
}
const subjectsTo = async (email: string) =>
  (await sql`select subject from messages where recipient = ${email} order by created_at, id`).map(
    ({ subject }) => String(subject).split(" – ")[0],
  );
const signIn = (email: string, password = PASSWORD) =>
  codeOf(signInWithPassword(db, { email, password }, CLIENT));

test("A5 a changed password gives this session a new secret, ends every other one and voids what was mailed", async () => {
  const { user, actor } = await somebody();
  const other = await openSession(db, user);
  const owner = { workspaceId: user.workspaceId, userId: user.id };
  await issueToken(db, { ...owner, kind: "password_reset", createdBy: null });
  const key = await changeOwnPassword(db, actor, NEW_PASSWORD);
  expect(key.sessionId).toBe(actor.subject.sessionId);
  const mine = await findSubjectOf(db, key);
  expect(mine && standingFor(mine)).toBe("signed_in");
  const theirs = await findSubjectOf(db, other);
  expect(theirs && standingFor(theirs)).toBe("ended");
  const [row] = await sql`select token_hash from sessions where id = ${key.sessionId}`;
  expect(row?.token_hash).not.toBe("");
  expect(
    await sql`select 1 from tokens where user_id = ${user.id} and kind = 'password_reset'
    and revoked_at is null`,
  ).toEqual([]);
  expect([await signIn(user.email), await signIn(user.email, NEW_PASSWORD)]).toEqual([
    "wrong_credentials",
    null,
  ]);
  expect(await subjectsTo(user.email)).toContain("Your password was changed");
});

test("A13 A14 a password that is too short or known is refused, and the old one stays", async () => {
  const { user, actor } = await somebody();
  expect(await codeOf(changeOwnPassword(db, actor, "short"))).toBe("password_too_short");
  expect(await codeOf(changeOwnPassword(db, actor, "passwordpassword"))).toBe("password_common");
  expect(await signIn(user.email)).toBeNull();
});

test("a new address is confirmed from its own mailbox; the old one holds until then, and is told twice", async () => {
  const { user, actor, email } = await somebody();
  await askForNewAddress(db, actor, email);
  expect([await signIn(user.email), await signIn(email)]).toEqual([null, "wrong_credentials"]);
  const token = await mailedToken(sql, email);
  expect(await getNewAddress(db, token)).toMatchObject({ email });
  expect(await signIn(email)).toBe("wrong_credentials");
  const owner = { workspaceId: user.workspaceId, userId: user.id };
  await issueToken(db, { ...owner, kind: "password_reset", createdBy: null });
  await confirmNewAddress(db, token, CLIENT);
  expect([await signIn(user.email), await signIn(email)]).toEqual(["wrong_credentials", null]);
  expect(await codeOf(confirmNewAddress(db, token, CLIENT))).toBe("token_invalid");
  expect(await subjectsTo(user.email)).toEqual([
    "Your address is about to change",
    "Your address was changed",
  ]);
  // Whoever keeps the old mailbox resets nothing by it
  expect(
    await sql`select 1 from tokens where user_id = ${user.id} and kind = 'password_reset'
    and revoked_at is null`,
  ).toEqual([]);
  await makeUser(db, await makeWorkspace(db), { email: user.email });
});

test("A48 A56 the link lives an hour, a newer one voids it, and of two who press at once one is too late", async () => {
  const { actor, email } = await somebody();
  await askForNewAddress(db, actor, `first-${email}`);
  const first = await mailedToken(sql, `first-${email}`);
  await askForNewAddress(db, actor, email);
  expect(await codeOf(confirmNewAddress(db, first, CLIENT))).toBe("token_invalid");
  const token = await mailedToken(sql, email);
  await ageTokens(sql, 3_590);
  expect(await getNewAddress(db, token)).toMatchObject({ email });
  const codes = await Promise.all([
    codeOf(confirmNewAddress(db, token, CLIENT)),
    codeOf(confirmNewAddress(connect(), token, CLIENT)),
  ]);
  expect(codes.toSorted()).toEqual(["token_invalid", null].toSorted());
});

test("A16 an address that somebody has is answered like any other, is mailed nothing, and is not taken", async () => {
  const { user, actor, email } = await somebody();
  const taken = await makeUser(db, await makeWorkspace(db), { email: `taken-${email}` });
  expect(await codeOf(askForNewAddress(db, actor, taken.email))).toBeNull();
  expect(await subjectsTo(taken.email)).toEqual([]);
  await askForNewAddress(db, actor, email);
  const token = await mailedToken(sql, email);
  await makeUser(db, await makeWorkspace(db), { email });
  expect(await codeOf(confirmNewAddress(db, token, CLIENT))).toBe("address_taken");
  expect(await signIn(user.email)).toBeNull();
});

test("an address that a stranger holds unconfirmed goes to whoever proves it: asked for, mailed, confirmed, and the stranger's link is dead", async () => {
  const { user, actor, email } = await somebody();
  const signUpAs = { workspaceName: "Squat", name: "Mallory", email, password: PASSWORD };
  await signUp(db, signUpAs, CLIENT);
  const squatted = await mailedToken(sql, email);
  await askForNewAddress(db, actor, email);
  const token = await mailedToken(sql, email);
  expect(token).not.toBe(squatted);
  await confirmNewAddress(db, token, CLIENT);
  expect((await findUserByEmail(db, email))?.id).toBe(user.id);
  expect([await signIn(user.email), await signIn(email)]).toEqual(["wrong_credentials", null]);
  expect(await codeOf(verifyEmail(db, squatted, CLIENT))).toBe("token_invalid");
  expect((await findUserByEmail(db, email))?.id).toBe(user.id);
});

test("of a change of address and a sign-up that prove the same address at once one has it", async () => {
  const { user, actor, email } = await somebody();
  await signUp(db, { workspaceName: "Other", name: "Vera", email, password: PASSWORD }, CLIENT);
  const theirs = await mailedToken(sql, email);
  await askForNewAddress(db, actor, email);
  const codes = await Promise.all([
    codeOf(confirmNewAddress(db, await mailedToken(sql, email), CLIENT)),
    codeOf(verifyEmail(connect(), theirs, CLIENT)),
  ]);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect((await findUserByEmail(db, email))?.id === user.id).toBe(codes[0] === null);
  const confirmed = await sql`select 1 from users where email = ${email} and email_verified_at is not null`;
  expect(confirmed).toHaveLength(1);
});

test("an address that a colleague was invited by is not mailed, and not taken", async () => {
  const { user, actor, email } = await somebody();
  const place = { workspaceId: user.workspaceId, policyId: user.policyId };
  await askForNewAddress(db, actor, email);
  const token = await mailedToken(sql, email);
  const invited = await makeUser(db, place, { email, emailVerifiedAt: null, passwordHash: null });
  expect(await codeOf(confirmNewAddress(db, token, CLIENT))).toBe("address_taken");
  await askForNewAddress(db, actor, email);
  expect(await mailedToken(sql, email)).toBe(token);
  expect((await findUserByEmail(db, email))?.id).toBe(invited.id);
});

test("a new name is saved and in the log; the same name changes nothing", async () => {
  const { user, actor } = await somebody();
  await changeOwnName(db, actor, user.name);
  await changeOwnName(db, actor, "Ada Byron");
  const events =
    await sql`select data from audit_events where target_id = ${user.id} and action = 'name.changed'`;
  expect(events).toMatchObject([{ data: { before: user.name, after: "Ada Byron" } }]);
});
