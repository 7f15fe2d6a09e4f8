import { expect, test } from "vitest";
import { requireFreshProof } from "../../context/require";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp, answerCode, codeFor } from "../../factors/testing";
import { signOut } from "../../flows/manage";
import { standingFor } from "../../policy/service";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  setPolicy,
  setSession,
  signedIn,
} from "../testing";
import { createSession, endAccess } from "./service";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const HOUR = 3_600;
const DAY = 86_400;
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);

test("A5 every sign-in has a secret of 256 bits of its own, and only its hash is kept", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const keys = await Promise.all(Array.from({ length: 20 }, () => openSession(db, user)));
  expect(new Set(keys.map(({ token }) => token)).size).toBe(20);
  for (const { token } of keys) expect(Buffer.from(token, "base64url").length).toBe(32);
  const rows = await sql`select to_jsonb(s)::text as row from sessions s`;
  const held = rows.map(({ row }) => String(row)).join("\n");
  for (const { token } of keys) expect(held).not.toContain(token);
});

test("A5 a rise replaces the secret: the cookie from before it opens nothing", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const before = await openSession(db, user);
  const actor = await actorOf(db, before);
  const risen = await answerCode(db, actor, codeFor(app.secret, actor));
  expect(risen.sessionId).toBe(before.sessionId);
  expect(await findSubjectOf(db, before)).toBeNull();
  expect(await findSubjectOf(db, risen)).not.toBeNull();
});

test("A1 a session's level comes from its row alone: what a cookie claims beside the secret counts for nothing", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await addApp(db, user);
  const key = await openSession(db, user);
  const claimed = { ...key, hint: "full", aal: "aal2", proofs: [{ factor: "totp" }] };
  const subject = await findSubjectOf(db, claimed);
  expect(subject && standingFor(subject)).toBe("half_signed_in");
});

test.each([
  ["standard", 12 * HOUR - 60, 0, false],
  ["standard", 12 * HOUR + 1, 0, true],
  ["standard", 0, 30 * DAY - 60, false],
  ["standard", 0, 30 * DAY + 1, true],
  ["aal2", HOUR - 60, 0, false],
  ["aal2", 61 * 60, 0, true],
  ["aal2", 0, DAY - 60, false],
  ["aal2", 0, DAY + 60, true],
  ["a preset of a later version", 61 * 60, 0, true],
])(
  "A7 under preset %s, idle for %i s and %i s old, a session is over: %s",
  async (sessionPreset, idle, age, isOver) => {
    const place = await makeWorkspace(db, {}, { sessionPreset });
    const user = await makeUser(db, place);
    const set = { lastSeenAt: ago(idle), createdAt: ago(Math.max(idle, age)) };
    const subject = await findSubjectOf(db, await openSession(db, user, set));
    expect(subject?.facts.session.ended).toBe(isOver);
  },
);

test("A7 a shortened preset bites at once, on sessions that are open", async () => {
  const place = await makeWorkspace(db);
  const key = await openSession(db, await makeUser(db, place), { lastSeenAt: ago(2 * HOUR) });
  // Reading it would note its use, so the preset is shortened before anybody reads
  await setPolicy(db, place.workspaceId, { sessionPreset: "aal2" });
  expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
});

test("A7 asking for an idle session never revives it, not even where the preset is lengthened afterwards", async () => {
  const place = await makeWorkspace(db, {}, { sessionPreset: "aal2" });
  const lastSeenAt = ago(2 * HOUR);
  const key = await openSession(db, await makeUser(db, place), { lastSeenAt });
  for (let asked = 0; asked < 3; asked++)
    expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
  const [row] = await sql`select last_seen_at from sessions where id = ${key.sessionId}`;
  expect(row?.last_seen_at).toEqual(lastSeenAt);
});

test("A7 use is noted at most once a minute", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const fresh = await openSession(db, user, { lastSeenAt: ago(30) });
  const older = await openSession(db, user, { lastSeenAt: ago(90) });
  await findSubjectOf(db, fresh);
  await findSubjectOf(db, older);
  const seen = async (id: string) =>
    (await sql`select extract(epoch from now() - last_seen_at)::int as s from sessions where id = ${id}`)[0]
      ?.s;
  expect(await seen(fresh.sessionId)).toBeGreaterThanOrEqual(30);
  expect(await seen(older.sessionId)).toBeLessThan(10);
});

test("A8 a session that was ended is over for another process at its very next request", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const other = connect();
  const keys = [await openSession(db, user), await openSession(db, user)] as const;
  for (const key of keys) expect((await findSubjectOf(other, key))?.facts.session.ended).toBe(false);
  await signOut(db, await actorOf(db, keys[0]));
  expect((await findSubjectOf(other, keys[0]))?.facts.session.ended).toBe(true);
  expect((await findSubjectOf(other, keys[1]))?.facts.session.ended).toBe(false);
  const { workspaceId, id: userId } = user;
  await endAccess(db, { workspaceId, userId, except: [], reason: "reset" });
  expect((await findSubjectOf(other, keys[1]))?.facts.session.ended).toBe(true);
});

test("A8 a revoked session cannot finish a challenge, and the code is not used up", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const actor = await signedIn(db, user);
  const { workspaceId, id: userId } = user;
  await endAccess(connect(), { workspaceId, userId, except: [], reason: "reset" });
  await expect(answerCode(db, actor, codeFor(app.secret, actor))).rejects.toMatchObject({
    code: "session_ended",
  });
  const again = await signedIn(db, user);
  await expect(answerCode(db, again, codeFor(app.secret, actor))).resolves.toBeTruthy();
});

test("A8 a blocked user's open sessions stop at their next request", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const key = await openSession(db, user);
  await sql`update users set blocked_at = now() where id = ${user.id}`;
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("ended");
});

test("A61 freshness is measured by the database's clock from the proof's own time", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const key = await openSession(db, user);
  requireFreshProof((await actorOf(db, key)).subject, "own");
  const at = ago(301).toISOString();
  await setSession(db, key, { proofs: [{ factor: "password", amr: ["pwd"], at }] });
  const { subject } = await actorOf(db, key);
  expect(() => requireFreshProof(subject, "own")).toThrow(
    expect.objectContaining({ code: "step_up_required" }),
  );
});

test("A66 a session's secret opens nothing under another workspace's or another session's id", async () => {
  const [here, there] = [await makeWorkspace(db), await makeWorkspace(db)];
  const [user, stranger] = [await makeUser(db, here), await makeUser(db, there)];
  const [key, foreign] = [await openSession(db, user), await openSession(db, stranger)];
  expect(await findSubjectOf(db, { ...key, workspaceId: there.workspaceId })).toBeNull();
  expect(await findSubjectOf(db, { ...key, sessionId: foreign.sessionId })).toBeNull();
  expect(await findSubjectOf(db, { ...foreign, token: key.token })).toBeNull();
  const proof = { factor: "password", amr: ["pwd"] } as const;
  const client = { ip: "", userAgent: "", requestId: "" };
  const mixed = { workspaceId: here.workspaceId, userId: stranger.id, proof, client };
  await expect(createSession(db, mixed)).rejects.toThrow();
});
