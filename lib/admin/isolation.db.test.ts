import { beforeAll, expect, test } from "vitest";
import { newId } from "../core/ids";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../db/testing-faults";
import { addApp, addRecoveryCodes, codeFor } from "../factors/testing";
import { beginChallenge, finishChallenge } from "../flows/challenge";
import type { Actor } from "../flows/context";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import { removeOwnCredential, renameOwnCredential } from "../flows/manage";
import { acknowledgeRecoveryCodes, issueRecoveryCodes } from "../flows/recovery-codes";
import { endSession } from "../identity/sessions/service";
import { makeUser, makeWorkspace, signedIn, storedProof } from "../identity/testing";
import { getUser, getUserNames } from "../identity/users/service";
import { searchUsers, type UserQuery } from "./directory/list";
import { resendInvitation, revokeInvitation } from "./invitations";
import { blockUser, deleteUser } from "./rights/members";
import { getSubject, saveUserSecurity } from "./user-security";
import { getUserDetail } from "./users";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

/** What one workspace has that another must not reach; and the same ids where nothing is. */
type Ids = {
  userId: string;
  sessionId: string;
  credentialId: string;
  setId: string;
  challengeId: string;
  enrollmentId: string;
  name: string;
};

async function makeOwner(): Promise<{ actor: Actor; ids: Ids; secret: string }> {
  const user = await makeUser(db, await makeWorkspace(db), { role: "owner", name: `Owner ${newId("user")}` });
  const app = await addApp(db, user);
  const proofs = [storedProof("password", 1), storedProof("totp", 1)];
  const actor = await signedIn(db, user, { proofs });
  await addRecoveryCodes(db, actor);
  const { setId } = await issueRecoveryCodes(db, actor);
  const challenge = await beginChallenge(db, actor, { kind: "totp", purpose: "step_up" });
  const enrollment = await beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
  const { sessionId } = actor.subject;
  const ids = {
    userId: user.id,
    sessionId,
    credentialId: app.id,
    setId,
    challengeId: challenge.flowId,
    enrollmentId: enrollment.flowId,
    name: user.name,
  };
  return { actor, ids, secret: app.secret };
}

const NOTHING: Ids = {
  userId: newId("user"),
  sessionId: newId("session"),
  credentialId: newId("credential"),
  setId: newId("recoverySet"),
  challengeId: newId("flow"),
  enrollmentId: newId("flow"),
  name: "Nobody of this name",
};

let stranger: Awaited<ReturnType<typeof makeOwner>>;
let victim: Awaited<ReturnType<typeof makeOwner>>;
beforeAll(async () => {
  stranger = await makeOwner();
  victim = await makeOwner();
});

const workspace = () => stranger.actor.subject.workspace.id;
const code = () => ({ code: codeFor(stranger.secret, stranger.actor) });

const CALLS: [string, string, (ids: Ids) => Promise<unknown>][] = [
  ["looking at a user", "not_found", ({ userId }) => getUserDetail(db, stranger.actor.subject, userId)],
  ["a user's facts", "not_found", ({ userId }) => getSubject(db, workspace(), userId)],
  ["a user's row", "not_found", ({ userId }) => getUser(db, workspace(), userId)],
  [
    "ticking a box",
    "not_found",
    ({ userId }) => saveUserSecurity(db, stranger.actor, { userId, requireMfa: true, rights: [] }),
  ],
  ["blocking somebody", "not_found", ({ userId }) => blockUser(db, stranger.actor, userId)],
  ["deleting somebody", "not_found", ({ userId }) => deleteUser(db, stranger.actor, userId)],
  ["revoking an invitation", "not_found", ({ userId }) => revokeInvitation(db, stranger.actor, userId)],
  ["inviting again", "not_found", ({ userId }) => resendInvitation(db, stranger.actor, userId)],
  [
    "renaming a factor",
    "not_found",
    ({ credentialId }) => renameOwnCredential(db, stranger.actor, credentialId, "Mine"),
  ],
  [
    "removing a factor",
    "not_found",
    ({ credentialId }) => removeOwnCredential(db, stranger.actor, credentialId),
  ],
  ["storing codes", "already_done", ({ setId }) => acknowledgeRecoveryCodes(db, stranger.actor, setId)],
  [
    "finishing a challenge",
    "flow_expired",
    ({ challengeId }) =>
      finishChallenge(db, stranger.actor, { flowId: challengeId, purpose: "step_up", answer: code() }),
  ],
  [
    "finishing a set-up",
    "flow_expired",
    ({ enrollmentId }) => finishEnrollment(db, stranger.actor, { flowId: enrollmentId, answer: code() }),
  ],
];

test.each(CALLS)(
  "A66 %s by another workspace's id answers `%s`, as for an id that nothing has",
  async (_what, refused, call) => {
    const before = await dump(sql);
    expect(await codeOf(call(victim.ids))).toBe(refused);
    expect(await codeOf(call(NOTHING))).toBe(refused);
    expect(changedTables(before, await dump(sql))).toEqual([]);
  },
);

test("A66 replacing another workspace's factor replaces nothing, and enrols nothing", async () => {
  const { flowId, present } = await beginEnrollment(db, stranger.actor, {
    kind: "totp",
    purpose: "two_factor",
  });
  const answer = { code: codeFor(String(present.secret), stranger.actor) };
  const input = { flowId, answer, replaces: victim.ids.credentialId };
  expect(await codeOf(finishEnrollment(db, stranger.actor, input))).toBe("not_found");
  const rows = await sql`select id from credentials order by id`;
  expect(rows.map((row) => row.id)).toEqual([stranger.ids.credentialId, victim.ids.credentialId].toSorted());
});

test("A66 lists, searches, cursors and names stay inside the workspace", async () => {
  const filter = {
    text: "",
    role: null,
    policyId: null,
    status: null,
    factor: null,
    signedIn: null,
    isInGrace: false,
  };
  const query: UserQuery = { ...filter, sort: "name", after: null };
  const all = await searchUsers(db, workspace(), query);
  expect(all.users.map(({ id }) => id)).toEqual([stranger.ids.userId]);
  const { email } = victim.actor.subject.user;
  for (const text of [victim.ids.name, email, victim.ids.userId])
    expect((await searchUsers(db, workspace(), { ...query, text })).users).toEqual([]);
  const policyId = victim.actor.subject.user.policy.id;
  expect((await searchUsers(db, workspace(), { ...query, policyId })).users).toEqual([]);
  const after = Buffer.from(JSON.stringify([victim.ids.name, victim.ids.userId])).toString("base64url");
  const beyond = await searchUsers(db, workspace(), { ...query, after });
  expect(beyond.users.every(({ id }) => id === stranger.ids.userId)).toBe(true);
  expect(await getUserNames(db, workspace(), [victim.ids.userId])).toEqual(new Map());
});

test("A66 another workspace's session is not ended from here", async () => {
  expect(await endSession(db, workspace(), victim.ids.sessionId, "x")).toBe(false);
  const [row] = await sql`select ended_at from sessions where id = ${victim.ids.sessionId}`;
  expect(row?.ended_at).toBeNull();
});

test.each([
  "users",
  "sessions",
  "credentials",
  "flows",
  "recovery_codes",
  "tokens",
  "exemptions",
  "factor_failures",
])("A66 no row of %s can name a user of another workspace", async (table) => {
  const keys = await sql`select pg_get_constraintdef(oid) as def from pg_constraint
      where conrelid = ${table}::regclass and contype = 'f'`;
  const defs = keys.map((row) => String(row.def));
  expect(defs.length).toBeGreaterThan(0);
  for (const def of defs) expect(def).toMatch(/FOREIGN KEY \(workspace_id\b.*REFERENCES \w+\(workspace_id\b/);
});
