import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, addRecoveryCodes, answerCode, codeFor, enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import {
  ADMIN,
  actorOf,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  setPolicy,
  signedIn,
  storedProof,
} from "../identity/testing";
import { decisionFor, standingFor } from "../policy/service";
import { deferSetup, disableTwoFactor, enableTwoFactor } from "./manage";

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
const isOn = async (userId: string) =>
  (await sql`select two_factor_on as o from users where id = ${userId}`)[0]?.o;
const codesLeft = async (userId: string) =>
  (await sql`select 1 from recovery_codes where user_id = ${userId}`).length;

test("box unticked: the factor stays and is asked for, and the user may now disable it", async () => {
  const { actor, user } = await makeHolder(REQUIRED);
  await sql`update users set required_since = null where id = ${user.id}`;
  const subject = await findSubjectOf(db, await openSession(db, user));
  expect(subject && standingFor(subject)).toBe("half_signed_in");
  await disableTwoFactor(db, actor);
  expect([await kindsOf(user.id), await isOn(user.id)]).toEqual([[], false]);
});

test("disabling takes app and recovery codes, keeps passkeys, ends other sessions, and is said once", async () => {
  const { actor, user } = await makeHolder();
  await enrollPasskey(db, actor, makeDevice().create, "sign_in");
  const held = await signedIn(db, user, { proofs: [storedProof("password", 1), storedProof("totp", 1)] });
  await addRecoveryCodes(db, held);
  const other = await openSession(db, user);
  await disableTwoFactor(db, held);
  expect([await kindsOf(user.id), await isOn(user.id), await codesLeft(user.id)]).toEqual([
    ["passkey"],
    false,
    0,
  ]);
  expect((await findSubjectOf(db, other))?.facts.session.ended).toBe(true);
  expect(await codeOf(disableTwoFactor(db, held))).toBe("already_done");
  expect(
    await sql`select 1 from audit_events where action = 'two_factor.disabled' and target_id = ${user.id}`,
  ).toHaveLength(1);
});

test("where the policy allows self-removal every factor goes, codes stay, and the sessions fall to set-up", async () => {
  const policy = { mode: "required", allowSelfRemoval: true };
  const { actor, user } = await makeHolder({}, policy);
  await enrollPasskey(db, actor, makeDevice().create, "sign_in");
  const key = await openSession(db, user, { proofs: [storedProof("password", 1), storedProof("totp", 1)] });
  const held = await actorOf(db, key);
  await addRecoveryCodes(db, held);
  const proofs = [storedProof("password", 900), storedProof("totp", 900)];
  const others = [await openSession(db, user, { proofs }), await openSession(db, user)];
  const before = await openSession(db, user, { proofs, createdAt: daysFromNow(-29), deferredAt: new Date() });
  await sql`update users set policy_since = now() - interval '9 days' where id = ${user.id}`;
  const admin = await makeUser(db, { workspaceId: user.workspaceId, policyId: user.policyId }, ADMIN);
  await disableTwoFactor(db, held);
  expect([await kindsOf(user.id), await isOn(user.id), await codesLeft(user.id)]).toEqual([[], false, 10]);
  const standing = async (of: typeof key) => {
    const subject = await findSubjectOf(db, of);
    return subject && standingFor(subject);
  };
  expect(await Promise.all([key, ...others, before].map(standing))).toEqual([
    "setup_pending",
    "setup_pending",
    "half_signed_in",
    "ended",
  ]);
  expect(
    await sql`select data from audit_events where action = 'mfa.self_removed' and actor_id = ${user.id}`,
  ).toMatchObject([{ data: { removed: ["totp", "passkey"], sessionsEnded: 1 } }]);
  const told = await sql`select body from messages where recipient = ${admin.email}`;
  expect(told).toMatchObject([{ body: expect.stringContaining("removed their own two-step verification") }]);
  const next = await findSubjectOf(db, await openSession(db, user));
  expect(next && decisionFor(next)).toMatchObject({ outcome: "challenge", factors: ["recovery_code"] });
});

test("self-removal in a session from before the rule ends that session too: it would not be asked", async () => {
  const { user } = await makeHolder({}, { allowSelfRemoval: true });
  const proofs = [storedProof("password", 1), storedProof("totp", 1)];
  const key = await openSession(db, user, { proofs, createdAt: daysFromNow(-2) });
  await setPolicy(db, user.workspaceId, { mode: "required", since: daysFromNow(-1) });
  await disableTwoFactor(db, await actorOf(db, key));
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("ended");
});

test("self-removal never lifts the user-level box", async () => {
  const { actor } = await makeHolder(REQUIRED, { mode: "required", allowSelfRemoval: true });
  expect(await codeOf(disableTwoFactor(db, actor))).toBe("required_by_administrator");
});

test("switching 2FA on takes a factor that is there, and once", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  expect(await codeOf(enableTwoFactor(db, await signedIn(db, user)))).toBe("factor_required");
  const { session } = await enrollPasskey(db, await signedIn(db, user), makeDevice().create, "sign_in");
  const actor = await actorOf(db, session);
  await enableTwoFactor(db, actor);
  expect(await isOn(user.id)).toBe(true);
  expect(await codeOf(enableTwoFactor(db, actor))).toBe("already_done");
});

test("`Later` counts once per session, however often it is pressed, and is refused where there is no grace", async () => {
  const place = await makeWorkspace(db, {}, { mode: "required", graceUntil: daysFromNow(3), graceSkips: 2 });
  const user = await makeUser(db, place);
  const actor = await signedIn(db, user);
  await Promise.all([deferSetup(db, actor), deferSetup(connect(), actor), deferSetup(db, actor)]);
  expect((await sql`select skips_used as n from users where id = ${user.id}`)[0]?.n).toBe(1);
  const walled = await signedIn(db, await makeUser(db, await makeWorkspace(db), REQUIRED));
  expect(await codeOf(deferSetup(db, walled))).toBe("mfa_setup_required");
});
