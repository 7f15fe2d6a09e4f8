import { expect, test } from "vitest";
import { requireFreshProof } from "../context/require";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw, withFault } from "../db/testing-faults";
import { addApp, answerCode, codeFor, enrollApp } from "../factors/testing";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  signedIn,
  storedProof,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import { disableTwoFactor, removeOwnCredential, renameOwnCredential } from "./manage";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

/** Somebody with an app just proved, by default in a workspace that asks for nothing. */
async function makeHolder(set = {}, policy = {}) {
  const user = await makeUser(db, await makeWorkspace(db, {}, policy), set);
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half, -1)));
  return { user, app, actor };
}

const kindsOf = async (userId: string) =>
  (await sql`select kind from credentials where user_id = ${userId} order by kind`).map((row) => row.kind);
const _isOn = async (userId: string) =>
  (await sql`select two_factor_on as o from users where id = ${userId}`)[0]?.o;
const _codesLeft = async (userId: string) =>
  (await sql`select 1 from recovery_codes where user_id = ${userId}`).length;

test.each([
  ["no factor, the password just now", [storedProof("password", 1)], false, null],
  ["no factor, the password 4 min 50 s ago", [storedProof("password", 290)], false, null],
  ["no factor, the password 6 min ago", [storedProof("password", 360)], false, "step_up_required"],
  ["an app, the password alone just now", [storedProof("password", 1)], true, "step_up_required"],
  ["an app proved just now", [storedProof("password", 900), storedProof("totp", 1)], true, null],
  [
    "an app proved 6 min ago",
    [storedProof("password", 1), storedProof("totp", 360)],
    true,
    "step_up_required",
  ],
])(
  "A57 A58 with %s a change of factors is let through or asks for a fresh proof",
  async (_what, proofs, hasApp, code) => {
    const user = await makeUser(db, await makeWorkspace(db));
    if (hasApp) await addApp(db, user);
    const { subject } = await signedIn(db, user, { proofs });
    for (const isSettingUp of [false, true])
      expect(await codeOf((async () => requireFreshProof(subject, "own", isSettingUp))())).toBe(code);
  },
);

test("A59 somebody required can neither disable 2FA nor remove the last accepted factor, and nothing is changed", async () => {
  const { actor, app } = await makeHolder(REQUIRED);
  const before = await dump(sql);
  expect(await codeOf(disableTwoFactor(db, actor))).toBe("required_by_administrator");
  expect(await codeOf(removeOwnCredential(db, actor, app.id))).toBe("required_by_administrator");
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("A59 disabling is blocked from the first moment of a rule, before it binds this session", async () => {
  const { actor, user } = await makeHolder();
  await sql`update users set required_since = now(), required_by = 'usr_x' where id = ${user.id}`;
  expect(await codeOf(disableTwoFactor(db, actor))).toBe("required_by_administrator");
});

test("A59 of two removals at once, on two processes, a required user keeps one factor", async () => {
  const { actor, app, user } = await makeHolder(REQUIRED);
  const second = await addApp(db, user);
  const other = connect();
  const codes = await Promise.all([
    codeOf(removeOwnCredential(db, actor, app.id)),
    codeOf(removeOwnCredential(other, actor, second.id)),
  ]);
  expect(codes.toSorted()).toEqual(["required_by_administrator", null].toSorted());
  expect(await kindsOf(user.id)).toEqual(["totp"]);
});

test("A59 somebody required replaces the last factor in one transaction: the new one is proved first", async () => {
  const { actor, app, user } = await makeHolder(REQUIRED);
  const { credentialId, session } = await enrollApp(db, actor, { replaces: app.id });
  const left = await sql`select id from credentials where user_id = ${user.id}`;
  expect(left.map((row) => row.id)).toEqual([credentialId]);
  const subject = await findSubjectOf(db, session);
  expect(subject && standingFor(subject)).toBe("signed_in");
});

test.each([
  ["credentials", "delete"],
  ["credentials", "insert"],
  ["sessions", "update"],
  ["audit_events", "insert"],
] as const)(
  "A59 C04 a replacement that breaks off at %s %s leaves the old factor in place and in use",
  async (table, on) => {
    const { actor, app, user } = await makeHolder(REQUIRED);
    const held = await sql`select * from credentials where user_id = ${user.id}`;
    await withFault(sql, { table, on }, async () => {
      expect(await codeOf(enrollApp(db, actor, { replaces: app.id }))).toBe("internal");
    });
    expect(await sql`select * from credentials where user_id = ${user.id}`).toEqual(held);
    const half = await signedIn(db, user);
    await expect(answerCode(db, half, codeFor(app.secret, half))).resolves.toBeTruthy();
  },
);

test("while 2FA is on the last factor is not removed, only disabling ends it", async () => {
  const { actor, app, user } = await makeHolder();
  expect(await codeOf(removeOwnCredential(db, actor, app.id))).toBe("last_factor");
  const second = await addApp(db, user);
  await removeOwnCredential(db, actor, second.id);
  expect(await kindsOf(user.id)).toEqual(["totp"]);
});

test("A8 removing a factor ends the user's other sessions, and its proof counts no more", async () => {
  const { actor, app, user } = await makeHolder();
  await addApp(db, user);
  const other = await openSession(db, user);
  await removeOwnCredential(db, actor, app.id);
  expect((await findSubjectOf(db, other))?.facts.session.ended).toBe(true);
});

test("a name is the owner's to change, for a factor of their own alone", async () => {
  const [one, other] = [await makeHolder(), await makeHolder()];
  await renameOwnCredential(db, one.actor, one.app.id, "Work phone");
  expect(await codeOf(renameOwnCredential(db, other.actor, one.app.id, "Mine"))).toBe("not_found");
  expect((await sql`select label from credentials where id = ${one.app.id}`)[0]?.label).toBe("Work phone");
});
