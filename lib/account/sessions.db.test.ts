import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  setPolicy,
  setSession,
  signedIn,
} from "../identity/testing";
import { endOwnOtherSessions, endOwnSession, listOwnSessions } from "./sessions";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);

test("the list holds one's live sessions, this one first, with device, place and what was proved", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const actor = await signedIn(db, user);
  const other = await openSession(db, user, { userAgent: CHROME, ip: "193.0.6.139" });
  await openSession(db, user, { endedAt: new Date() });
  await openSession(db, user, { lastSeenAt: ago(13 * 3_600) });
  const listed = await listOwnSessions(db, actor.subject);
  expect(listed.map(({ id }) => id)).toEqual([actor.subject.sessionId, other.sessionId]);
  expect(listed[0]).toMatchObject({ isCurrent: true, proofs: [{ factor: "password" }] });
  expect(listed[1]).toMatchObject({
    isCurrent: false,
    device: { browser: "Chrome", system: "Windows" },
    ip: "193.0.6.139",
    country: "NL",
  });
});

test("a shortened preset takes what is over by it off the list at once", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const old = await openSession(db, user);
  await setSession(db, old, { lastSeenAt: ago(2 * 3_600) });
  const key = await openSession(db, user);
  expect(await listOwnSessions(db, (await actorOf(db, key)).subject)).toHaveLength(2);
  await setPolicy(db, place.workspaceId, { sessionPreset: "aal2" });
  expect(await listOwnSessions(db, (await actorOf(db, key)).subject)).toHaveLength(1);
});

test("one's own session is ended once, on record; its cookie opens nothing from then on", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const actor = await signedIn(db, user);
  const other = await openSession(db, user);
  await endOwnSession(db, actor, other.sessionId);
  expect((await findSubjectOf(db, other))?.facts.session.ended).toBe(true);
  expect(await codeOf(endOwnSession(db, actor, other.sessionId))).toBe("not_found");
  expect(await codeOf(endOwnSession(db, actor, actor.subject.sessionId))).toBe("invalid_input");
  const events = await sql`
    select data from audit_events where action = 'session.ended' and actor_id = ${user.id}`;
  expect(events.map(({ data }) => data.ended)).toEqual([other.sessionId]);
});

test("A66 a colleague's and a stranger's session cannot be ended", async () => {
  const place = await makeWorkspace(db);
  const actor = await signedIn(db, await makeUser(db, place));
  for (const where of [place, await makeWorkspace(db)]) {
    const theirs = await openSession(db, await makeUser(db, where));
    expect(await codeOf(endOwnSession(db, actor, theirs.sessionId))).toBe("not_found");
    expect((await findSubjectOf(db, theirs))?.facts.session.ended).toBe(false);
  }
});

test("ending all others leaves this one, and nobody else's", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const keys = [await openSession(db, user), await openSession(db, user), await openSession(db, user)];
  const colleague = await openSession(db, await makeUser(db, place));
  const [own] = keys;
  if (!own) throw new Error("no session");
  expect(await endOwnOtherSessions(db, await actorOf(db, own))).toBe(2);
  const isEnded = async (key: typeof own) => (await findSubjectOf(db, key))?.facts.session.ended;
  expect(await Promise.all(keys.map(isEnded))).toEqual([false, true, true]);
  expect(await isEnded(colleague)).toBe(false);
});
