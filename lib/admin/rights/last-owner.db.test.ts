import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../../db/testing-faults";
import { signInWithPassword } from "../../entry/sign-in";
import { addApp } from "../../factors/testing";
import type { Actor } from "../../flows/context";
import {
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  PASSWORD,
  type Place,
  signedIn,
  storedProof,
} from "../../identity/testing";
import { standingFor } from "../../policy/service";
import { advanceDelayedResets, resetTwoFactor } from "../../recovery/reset";
import { saveUserSecurity } from "../user-security";
import { blockUser, deleteUser, unblockUser } from "./members";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

async function makeOwner(place: Place, set: object = {}): Promise<Actor> {
  const user = await makeUser(db, place, { role: "owner", ...set });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 1), storedProof("totp", 1)] });
}

const DEEDS = {
  demoted: (on: typeof db, by: Actor, userId: string) =>
    saveUserSecurity(on, by, { userId, requireMfa: false, role: "member", rights: [] }),
  blocked: (on: typeof db, by: Actor, userId: string) => blockUser(on, by, userId),
  deleted: (on: typeof db, by: Actor, userId: string) => deleteUser(on, by, userId),
};
const names = Object.keys(DEEDS) as (keyof typeof DEEDS)[];

const ableOwners = ({ workspaceId }: Place) =>
  sql`select id from users where workspace_id = ${workspaceId} and role = 'owner' and blocked_at is null`;

const pairs = names.flatMap((a) => names.map((b) => [a, b] as const));
test.each(pairs)(
  "A68 C13 of two owners of whom one is %s and the other %s by each other at once, one is left",
  async (a, b) => {
    const place = await makeWorkspace(db);
    const [one, two] = [await makeOwner(place), await makeOwner(place)];
    const codes = await Promise.all([
      codeOf(DEEDS[a](db, one, two.subject.user.id)),
      codeOf(DEEDS[b](connect(), two, one.subject.user.id)),
    ]);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(["last_owner", "not_found", "missing_right"]).toContain(codes.find((code) => code !== null));
    expect(await ableOwners(place)).toHaveLength(1);
  },
);

test.each(names)("A68 an owner is %s while another can sign in, and not where none could", async (deed) => {
  const place = await makeWorkspace(db);
  const owner = await makeOwner(place);
  const other = await makeOwner(place);
  // Neither of these could take over: one has not joined, one is blocked, one has never confirmed an address
  await makeUser(db, place, { role: "owner", passwordHash: null });
  await makeUser(db, place, { role: "owner", blockedAt: new Date() });
  await makeUser(db, place, { role: "owner", emailVerifiedAt: null });
  await sql`update users set blocked_at = now() where id = ${owner.subject.user.id}`;
  expect(await codeOf(DEEDS[deed](db, owner, other.subject.user.id))).toBe("last_owner");
  await sql`update users set blocked_at = null where id = ${owner.subject.user.id}`;
  expect(await codeOf(DEEDS[deed](db, owner, other.subject.user.id))).toBeNull();
});

test("A68 C13 two owners who reset each other at once: one keeps a factor", async () => {
  const place = await makeWorkspace(db);
  const [one, two, third] = [await makeOwner(place), await makeOwner(place), await makeOwner(place)];
  const reset = (on: typeof db, by: Actor, whom: Actor) =>
    codeOf(resetTwoFactor(on, by, { userId: whom.subject.user.id, reason: "A test" }));
  // An administrator's reset waits for a second one: each of the two has asked, the third is who confirms or not
  await reset(db, third, one);
  await reset(db, third, two);
  await sql`update users set blocked_at = now() where id = ${third.subject.user.id}`;
  const codes = await Promise.all([reset(db, one, two), reset(connect(), two, one)]);
  expect(codes.toSorted()).toEqual(["last_owner", null].toSorted());
  expect(await sql`select 1 from credentials where workspace_id = ${place.workspaceId}`).toHaveLength(2);
});

test("A68 a waiting reset does not take the last owner's last factor: it is called off, and the log says why", async () => {
  const place = await makeWorkspace(db);
  const [one, two] = [await makeOwner(place), await makeOwner(place)];
  await resetTwoFactor(db, one, { userId: two.subject.user.id, reason: "A test" });
  await sql`update users set role = 'member' where id = ${one.subject.user.id}`;
  await sql`update delayed_resets set due_at = now() where workspace_id = ${place.workspaceId}`;
  while (await advanceDelayedResets(db));
  expect(await sql`select 1 from credentials where user_id = ${two.subject.user.id}`).toHaveLength(1);
  const [event] = await sql`select data from audit_events where workspace_id = ${place.workspaceId}
    and action = 'reset.cancelled'`;
  expect(event?.data).toMatchObject({ because: "last_owner" });
});

test("A8 a blocked user's sessions and links are dead at once, and unblocked they sign in as before", async () => {
  const place = await makeWorkspace(db);
  const owner = await makeOwner(place);
  const user = await makeUser(db, place);
  const key = await openSession(db, user);
  await blockUser(db, owner, user.id);
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("ended");
  const signIn = () => codeOf(signInWithPassword(db, { email: user.email, password: PASSWORD }, CLIENT));
  expect(await signIn()).not.toBeNull();
  expect(await codeOf(blockUser(db, owner, user.id))).toBe("already_done");
  await unblockUser(db, owner, user.id);
  expect(await signIn()).toBeNull();
  expect(await codeOf(unblockUser(db, owner, user.id))).toBe("already_done");
});

test("a deleted user takes along all that is theirs; the log stays, the address is free, the mail says it", async () => {
  const place = await makeWorkspace(db);
  const owner = await makeOwner(place);
  const user = await makeUser(db, place);
  await addApp(db, user);
  await openSession(db, user);
  await sql`insert into passkey_directory (webauthn_id, workspace_id, user_id, credential_id)
    values ('w1', ${place.workspaceId}, ${user.id}, 'c1')`;
  await deleteUser(db, owner, user.id);
  const tables = await dump(sql);
  const kept = Object.entries(tables).filter(([, rows]) => rows.includes(user.id));
  expect(kept.map(([name]) => name)).toEqual(["audit_events"]);
  const mails = await sql`select subject from messages where recipient = ${user.email}`;
  expect(mails.map(({ subject }) => String(subject))).toEqual([
    expect.stringMatching(/^Your account was deleted/),
  ]);
  await makeUser(db, place, { email: user.email });
});

test("A71 nobody gives a right or a role above their own, and a member holds no right", async () => {
  const place = await makeWorkspace(db);
  await makeOwner(place);
  const admin = await makeOwner(place, { role: "administrator", rights: ["manage_user_rights"] });
  const target = await makeUser(db, place, { role: "administrator", rights: ["view_audit_log"] });
  const save = (set: object) =>
    codeOf(
      saveUserSecurity(db, admin, {
        userId: target.id,
        requireMfa: false,
        rights: ["view_audit_log"],
        ...set,
      }),
    );
  const before = await dump(sql);
  expect(await save({ role: "owner" })).toBe("missing_right");
  expect(await save({ role: "member" })).toBe("invalid_input");
  expect(changedTables(before, await dump(sql))).toEqual([]);
  // What is held already may be kept by whoever could not give it
  expect(await save({ rights: ["view_audit_log", "manage_user_rights"] })).toBeNull();
  expect(await save({ rights: [] })).toBeNull();
  expect(await save({ rights: ["view_audit_log"] })).toBe("missing_right");
  expect(await save({ role: "member", rights: [] })).toBeNull();
  const [row] = await sql`select role, rights from users where id = ${target.id}`;
  expect(row).toMatchObject({ role: "member", rights: [] });
});
