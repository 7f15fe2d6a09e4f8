import { expect, test } from "vitest";
import { newId } from "../../core/ids";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { advanceNoticeRuns } from "../../identity/notice-runs/service";
import {
  ADMIN,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  signedIn,
} from "../../identity/testing";
import { requirementOf, standingFor } from "../../policy/service";
import { moveUsers } from "./moves";
import { createPolicy } from "./save";
import type { PolicySettings } from "./schema";
import { eventsOf, makeAdmin, settings } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

/** A workspace with an administrator and a second policy. */
async function makeCase(given: Partial<PolicySettings> = { mode: "required" }, first = {}) {
  const place = await makeWorkspace(db, {}, first);
  const admin = await makeAdmin(db, place);
  const policyId = await createPolicy(db, await makeAdmin(db, place), settings(given));
  const move = (userIds: string[], by = admin, pool = db, to = policyId) =>
    codeOf(moveUsers(pool, by, { userIds, policyId: to }));
  return { place, admin, policyId, move };
}
const policyOf = async (id: string) => (await sql`select policy_id as p from users where id = ${id}`)[0]?.p;

test("a user moved to a stricter policy goes on in the open session and sets up at the next sign-in", async () => {
  const { place, policyId, move, admin } = await makeCase();
  const user = await makeUser(db, place);
  const open = await openSession(db, user);
  await sql`select pg_sleep(0.01)`;
  expect(await move([user.id])).toBeNull();
  const standing = async (key: typeof open) => {
    const subject = await findSubjectOf(db, key);
    return subject && standingFor(subject);
  };
  expect(await standing(open)).toBe("signed_in");
  expect(await standing(await openSession(db, user))).toBe("setup_pending");
  expect(await eventsOf(sql, place, "policy.moved")).toEqual([
    {
      actor_id: admin.subject.user.id,
      target_id: user.id,
      data: { from: { id: place.policyId, name: "Default" }, to: { id: policyId, name: "Staff" } },
    },
  ]);
  while (await advanceNoticeRuns(db)) await sql`update notice_runs set next_turn_at = now()`;
  const mails = await sql`select recipient, body from messages where workspace_id = ${place.workspaceId}
    and subject like 'Another authentication policy%'`;
  expect(mails).toMatchObject([{ recipient: user.email, body: expect.stringContaining("policy Staff") }]);
});

test("a passkey-only user under an app-only policy proves the passkey, then sets up the app, and keeps both", async () => {
  const { place, move } = await makeCase({ mode: "required", methods: ["totp"] });
  const user = await makeUser(db, place, { twoFactorOn: true });
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    values (${place.workspaceId}, ${user.id}, 'crd_pk', 'passkey', 'Key', '{}')`;
  expect(await move([user.id])).toBeNull();
  const before = await signedIn(db, user);
  expect(standingFor(before.subject)).toBe("half_signed_in");
  const proofs = [
    {
      factor: "passkey",
      amr: ["hwk", "user"],
      userVerified: true,
      credentialId: "crd_pk",
      at: new Date().toISOString(),
    },
  ];
  expect(standingFor((await signedIn(db, user, { proofs })).subject)).toBe("setup_pending");
});

test("all or nobody: one who is not there fails the whole, and whoever is there already is left alone", async () => {
  const { place, policyId, move } = await makeCase();
  const [one, two] = [await makeUser(db, place), await makeUser(db, place)];
  const stranger = await makeUser(db, await makeWorkspace(db));
  expect(await move([one.id, stranger.id])).toBe("users_unknown");
  expect(await move([one.id, newId("user")])).toBe("users_unknown");
  expect(await policyOf(one.id)).toBe(place.policyId);
  expect(await move([one.id, one.id])).toBeNull();
  expect(await move([one.id, two.id])).toBeNull();
  expect(await eventsOf(sql, place, "policy.moved")).toHaveLength(2);
  expect(await policyOf(stranger.id)).not.toBe(policyId);
  const foreign = await makeWorkspace(db);
  expect(await move([one.id], undefined, db, foreign.policyId)).toBe("not_found");
});

test("two administrators who move one user at once leave one policy, and both moves in the log", async () => {
  const { place, admin, move, policyId } = await makeCase();
  const other = await makeAdmin(db, place);
  const third = await createPolicy(db, admin, settings({ name: "Third", mode: "required" }));
  const user = await makeUser(db, place);
  expect(await Promise.all([move([user.id]), move([user.id], other, connect(), third)])).toEqual([
    null,
    null,
  ]);
  const moves = (await eventsOf(sql, place, "policy.moved")).filter(({ target_id }) => target_id === user.id);
  expect(moves).toHaveLength(2);
  expect(moves[0]?.data.to.id).toBe(moves[1]?.data.from.id);
  expect([policyId, third]).toContain(await policyOf(user.id));
  expect(moves[1]?.data.to.id).toBe(await policyOf(user.id));
});

test("what loosens takes aal2 and falls on nobody higher, nor on oneself; what tightens takes the freshest own proof", async () => {
  const { place, policyId, move } = await makeCase({ mode: "optional" }, { mode: "required" });
  const user = await makeUser(db, place);
  const owner = await makeUser(db, place, { role: "owner" });
  const stale = await makeAdmin(db, place, {}, 360);
  expect(await move([user.id], stale)).toBe("step_up_required");
  expect(await move([user.id], await makeAdmin(db, place, { rights: [] }))).toBe("missing_right");
  const admin = await makeAdmin(db, place);
  expect(await move([user.id, owner.id], admin)).toBe("missing_right");
  expect(await move([user.id, admin.subject.user.id], admin)).toBe("own_requirement");
  expect(await policyOf(user.id)).toBe(place.policyId);
  expect(await move([user.id], admin)).toBeNull();
  const bare = await signedIn(db, await makeUser(db, { ...place, policyId }, ADMIN));
  expect(await move([user.id], bare, db, place.policyId)).toBe("factor_required");
});

test("a move that only tightens takes the freshest proof there is, the password where there is no more", async () => {
  const { place, move } = await makeCase();
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  expect(await move([(await makeUser(db, place)).id], bare)).toBeNull();
});

test("A67 whoever moves themselves under a rule satisfies it first", async () => {
  const { place, move } = await makeCase();
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  expect(await move([bare.subject.user.id], bare)).toBe("set_up_yours_first");
  const holder = await makeAdmin(db, place);
  expect(await move([holder.subject.user.id], holder)).toBeNull();
});

test("a move starts the new policy's time, which an extension from before does not lengthen", async () => {
  const { place, move } = await makeCase({ mode: "required", graceDays: 5 });
  const user = await makeUser(db, place, {
    firstPromptedAt: daysFromNow(-90),
    extendedUntil: daysFromNow(60),
    extendedAt: new Date(),
  });
  await sql`select pg_sleep(0.01)`;
  expect(await move([user.id])).toBeNull();
  const { subject } = await signedIn(db, user);
  const days = (until: Date | null) => until && Math.round((until.getTime() - Date.now()) / 86_400_000);
  expect(standingFor(subject)).toBe("grace");
  expect(days(requirementOf(subject).graceUntil)).toBe(5);
});

test("ten thousand are moved in one act, mailed and audited one by one, and more are refused", {
  timeout: 120_000,
}, async () => {
  const { place, admin, policyId } = await makeCase();
  await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select ${place.workspaceId}, 'usr_bulk' || n, 'bulk' || n || '@many.example', 'Name ' || n, n::text, ${place.policyId}
    from generate_series(1, 10001::int) n`;
  const ids = Array.from({ length: 10_001 }, (_, n) => `usr_bulk${n + 1}`);
  expect(await codeOf(moveUsers(db, admin, { userIds: ids, policyId }))).toBe("too_many");
  expect(await moveUsers(db, admin, { userIds: ids.slice(1), policyId })).toEqual({ moved: 10_000 });
  expect(await eventsOf(sql, place, "policy.moved")).toHaveLength(10_000);
  expect(
    await sql`select 1 from notice_runs where kind = 'policy_moved' and workspace_id = ${place.workspaceId}`,
  ).toHaveLength(1);
});
