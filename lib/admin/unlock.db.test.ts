import { expect, test } from "vitest";
import { keyedHash } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useCounted, useRaw } from "../db/testing-faults";
import { signInWithPassword } from "../entry/sign-in";
import { addApp, answerCode, codeFor } from "../factors/testing";
import type { Actor } from "../flows/context";
import {
  ADMIN,
  CLIENT,
  makeUser,
  makeWorkspace,
  PASSWORD,
  type Place,
  signedIn,
  storedProof,
} from "../identity/testing";
import type { UserRow } from "../identity/users/service";
import { unlockUser } from "./unlock";
import { getUserDetail } from "./users";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

async function makeAdmin(place: Place, set = {}, provedAgo = 1): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, ...set });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 400), storedProof("totp", provedAgo)] });
}

const stop = ({ workspaceId, id }: UserRow) => sql`
  insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
  values (${workspaceId}, ${id}, 'totp', 100, now())`;
const failPassword = async ({ email }: UserRow) => {
  for (let n = 0; n < 5; n++)
    expect(await codeOf(signInWithPassword(db, { email, password: "wrong" }, CLIENT))).toBe(
      "wrong_credentials",
    );
};
const kinds = async (actor: Actor, { id }: UserRow) =>
  (await getUserDetail(db, actor.subject, id)).locks?.map(({ kind, isStopped }) => [kind, isStopped]);

test("A18 the panel names what is stopped or delayed, Unlock clears all of it, and both ways work at once", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const user = await makeUser(db, place);
  const app = await addApp(db, user);
  await stop(user);
  await failPassword(user);
  const signIn = () => signInWithPassword(db, { email: user.email, password: PASSWORD }, CLIENT);
  expect(await codeOf(signIn())).toBe("too_many_attempts");
  expect(await kinds(admin, user)).toEqual([
    ["password", false],
    ["totp", true],
  ]);
  const half = await signedIn(db, user);
  expect(await codeOf(answerCode(db, half, codeFor(app.secret, half)))).toBe("factor_stopped");

  await unlockUser(db, admin, user.id);
  const detail = await getUserDetail(db, admin.subject, user.id);
  expect(detail.locks).toEqual([]);
  expect(detail.refusals.unlock).toBe("nothing_locked");
  expect(await codeOf(signIn())).toBeNull();
  const again = await signedIn(db, user);
  expect(await codeOf(answerCode(db, again, codeFor(app.secret, again)))).toBeNull();
});

test("an unlock leaves a block, a suspect passkey, limits of text messages and other people's locks as they are", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const [user, other] = [await makeUser(db, place, { blockedAt: new Date() }), await makeUser(db, place)];
  for (const held of [user, other]) await stop(held);
  await failPassword(other);
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data, suspect_at)
    values (${place.workspaceId}, ${user.id}, 'crd_suspect', 'passkey', 'Key', '{}', now())`;
  await sql`insert into rate_windows (key, window_start, count)
    values (${keyedHash("window", `user\n${place.workspaceId}\n${user.id}`)}, now(), 10)`;
  const cooldown = `cooldown\n${place.workspaceId}\n${user.id}\n+4915112345678`;
  await sql`insert into throttles (key, failures, last_failed_at, blocked_until)
    values (${keyedHash("hold", cooldown)}, 0, now(), now() + interval '1 minute')`;
  const before = await dump(sql);
  await unlockUser(db, admin, user.id);
  const now = await dump(sql);
  const touched = ["audit_events", "factor_failures", "messages", "users"];
  expect(changedTables(before, now).filter((name) => !touched.includes(name))).toEqual([]);
  expect(await sql`select blocked_at from users where id = ${user.id}`).toMatchObject([
    { blocked_at: expect.any(Date) },
  ]);
  expect(await kinds(admin, other)).toEqual([
    ["password", false],
    ["totp", true],
  ]);
});

test("an unlock is told to the user and kept with what was locked", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const user = await makeUser(db, place);
  await stop(user);
  await unlockUser(db, admin, user.id);
  const [entry] = await sql`select actor_id, data from audit_events where target_id = ${user.id}`;
  expect(entry).toMatchObject({
    actor_id: admin.subject.user.id,
    data: { locks: [{ kind: "totp", inARow: 100, isStopped: true }] },
  });
  const [mail] = await sql`select subject, body from messages where recipient = ${user.email}`;
  expect(mail?.subject).toMatch(/^Your account was unlocked/);
  expect(mail?.body).toContain(admin.subject.user.name);
});

test("nobody unlocks without the right, without a fresh aal2 proof, upwards, abroad, or themselves", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  await stop(user);
  const refused = async (actor: Actor, { id }: { id: string } = user) => codeOf(unlockUser(db, actor, id));
  expect(await refused(await makeAdmin(place, { rights: [] }))).toBe("missing_right");
  expect(await refused(await makeAdmin(place, {}, 360))).toBe("step_up_required");
  expect(await refused(await signedIn(db, await makeUser(db, place, ADMIN)))).toBe("factor_required");
  expect(await refused(await makeAdmin(await makeWorkspace(db)))).toBe("not_found");
  const owner = await makeUser(db, place, { role: "owner" });
  await stop(owner);
  const admin = await makeAdmin(place);
  expect(await refused(admin, owner)).toBe("missing_right");
  expect((await getUserDetail(db, admin.subject, owner.id)).refusals.unlock).toBe("higher_role");
  const own = await makeAdmin(place, { role: "owner" });
  const { id, email } = own.subject.user;
  await failPassword({ email } as UserRow);
  expect((await getUserDetail(db, own.subject, id)).refusals.unlock).toBe("on_yourself");
  expect(await refused(own, { id })).toBe("own_requirement");
  expect(await sql`select 1 from factor_failures where user_id = ${user.id}`).toHaveLength(1);
});

test("nothing locked, nothing to do: no entry and no mail", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const user = await makeUser(db, place);
  await sql`insert into factor_failures (workspace_id, user_id, kind, in_a_row, blocked_until)
    values (${place.workspaceId}, ${user.id}, 'totp', 5, now() - interval '1 second')`;
  expect(await codeOf(unlockUser(db, admin, user.id))).toBe("already_done");
  expect(await sql`select 1 from audit_events where target_id = ${user.id}`).toEqual([]);
});

test("the locks of a panel cost one statement, and are not shown without the right", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  await stop(user);
  const admin = await makeAdmin(place);
  counted.statements.length = 0;
  await getUserDetail(counted.db, admin.subject, user.id);
  expect(counted.statements.filter((text) => /from factor_failures f\s/.test(text))).toHaveLength(1);
  expect(counted.statements).toHaveLength(4);
  const member = await signedIn(db, await makeUser(db, place));
  const detail = await getUserDetail(db, member.subject, user.id);
  expect([detail.locks, detail.refusals.unlock]).toEqual([undefined, "right_missing"]);
});
