import { expect, test, vi } from "vitest";
import { useAsPool, useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withoutColumn } from "../db/testing-faults";
import { openSessionToken } from "../edge/session-hint";
import { addApp, answerCode, codeFor } from "../factors/testing";
import type { SessionKey } from "../identity/sessions/service";
import {
  actorOf,
  CLIENT,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
} from "../identity/testing";
import { authOptions, encodeSession } from "./next-auth";
import { type Access, hintFor, requireLevel } from "./standing";

vi.mock("./request", () => ({ currentClient: async () => CLIENT }));

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
useAsPool(db);

const SESSIONS: Record<string, () => Promise<SessionKey>> = {
  "signed in": async () => openSession(db, await makeUser(db, await makeWorkspace(db))),
  "half signed in": async () => {
    const user = await makeUser(db, await makeWorkspace(db));
    await addApp(db, user);
    return openSession(db, user);
  },
  "set-up pending": async () => openSession(db, await makeUser(db, await makeWorkspace(db), REQUIRED)),
  "in grace": async () => {
    const policy = { mode: "required", graceUntil: daysFromNow(3) };
    return openSession(db, await makeUser(db, await makeWorkspace(db, {}, policy)));
  },
  "locked out": async () => {
    const user = await makeUser(db, await makeWorkspace(db));
    await addApp(db, user);
    await sql`update credentials set suspect_at = now() where user_id = ${user.id}`;
    return openSession(db, user);
  },
  ended: async () => openSession(db, await makeUser(db, await makeWorkspace(db)), { endedAt: new Date() }),
  blocked: async () =>
    openSession(db, await makeUser(db, await makeWorkspace(db), { blockedAt: new Date() })),
};

const CHALLENGE = "mfa_challenge_required";
const SETUP = "mfa_setup_required";
const ENDED = "session_ended";

test.each([
  ["signed in", "full", { half: null, setup: null, full: null }],
  ["half signed in", "half", { half: null, setup: CHALLENGE, full: CHALLENGE }],
  ["set-up pending", "setup", { half: null, setup: null, full: SETUP }],
  ["in grace", "setup", { half: null, setup: null, full: SETUP }],
  ["locked out", "half", { half: null, setup: CHALLENGE, full: CHALLENGE }],
  ["ended", null, { half: ENDED, setup: ENDED, full: ENDED }],
  ["blocked", null, { half: ENDED, setup: ENDED, full: ENDED }],
] as const)(
  "A2 A3 A4 a session that is %s has the hint `%s` and reaches %j",
  async (state, hint, refusals) => {
    const key = await SESSIONS[state]?.();
    const subject = key ? await findSubjectOf(db, key) : null;
    if (!key || !subject) throw new Error("no such session");
    expect(hintFor(subject)).toBe(hint);
    for (const [access, code] of Object.entries(refusals))
      expect(await codeOf((async () => requireLevel(subject, access as Access))())).toBe(code);
    const cookie = await encodeSession(key);
    expect(cookie ? (await openSessionToken(cookie))?.hint : null).toBe(hint);
  },
);

test("A2 nobody at all reaches nothing", async () => {
  for (const access of ["half", "setup", "full"] as const)
    expect(await codeOf((async () => requireLevel(null, access))())).toBe("not_signed_in");
});

test("A6 what the cookie shows to whoever holds it is nothing: no id, no secret, no hint", async () => {
  const key = await SESSIONS["signed in"]?.();
  const cookie = (key && (await encodeSession(key))) ?? "";
  const parts = cookie.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
  for (const secret of [key?.sessionId, key?.token, key?.workspaceId, "full"])
    expect(`${cookie}${parts.join("")}`).not.toContain(secret);
  expect(await openSessionToken(`${cookie.slice(0, -2)}AA`)).toBeNull();
});

test("I9 a database that fails is no ended session: the cookie is not taken away", async () => {
  const key = await SESSIONS["signed in"]?.();
  if (!key) throw new Error("no such session");
  await withoutColumn(sql, "sessions", "proofs", async () => {
    await expect(encodeSession(key)).rejects.toThrow();
  });
  expect(await encodeSession(key)).toBeTruthy();
});

test("A5 A8 next-auth's sign-out ends the session of a live cookie, on record, and a cookie from before a rise ends nothing", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const before = await openSession(db, user);
  const actor = await actorOf(db, before);
  const risen = await answerCode(db, actor, codeFor(app.secret, actor));
  const signOut = (key: SessionKey) =>
    authOptions().events?.signOut?.({ token: { ...key }, session: {} as never });
  await signOut(before);
  expect((await findSubjectOf(db, risen))?.facts.session.ended).toBe(false);
  await signOut(risen);
  expect((await findSubjectOf(db, risen))?.facts.session.ended).toBe(true);
  const ends = await sql`select actor_id from audit_events where action = 'session.ended'`;
  expect(ends.map((row) => row.actor_id)).toEqual([user.id]);
});
