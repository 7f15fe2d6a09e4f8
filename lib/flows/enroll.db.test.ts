import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault } from "../db/testing-faults";
import { addApp, answerCode, codeFor, enrollApp, enrollPasskey, wrongCode } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  setWorkspace,
  signedIn,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import type { Actor } from "./context";
import { beginEnrollment, finishEnrollment } from "./enroll";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const makeActor = async (set = {}) => signedIn(db, await makeUser(db, await makeWorkspace(db), set));
const begin = (actor: Actor) => beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
const finish = (actor: Actor, flowId: string, code: string) =>
  codeOf(finishEnrollment(db, actor, { flowId, answer: { code } }));
const rowsOf = async ({ subject }: Actor) => ({
  credentials: (await sql`select kind from credentials where user_id = ${subject.user.id}`).map(
    (row) => row.kind,
  ),
  isOn: (await sql`select two_factor_on as o from users where id = ${subject.user.id}`)[0]?.o,
});

test("A23 one enrolment per session and kind: its secret is the same after a reload and after wrong codes", async () => {
  const actor = await makeActor();
  const first = await begin(actor);
  const secret = String(first.present.secret);
  for (let n = 0; n < 3; n++) {
    expect(await finish(actor, first.flowId, wrongCode(secret, actor))).toBe("wrong_code");
    expect(await begin(actor)).toEqual(first);
  }
  const both = await Promise.all([
    begin(actor),
    beginEnrollment(connect(), actor, { kind: "totp", purpose: "two_factor" }),
  ]);
  expect(both).toEqual([first, first]);
  expect(await sql`select 1 from flows where session_id = ${actor.subject.sessionId}`).toHaveLength(1);
  expect(await finish(actor, first.flowId, codeFor(secret, actor))).toBeNull();
});

test("beginning in another session makes another secret and voids the first", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const [one, two] = [await signedIn(db, user), await signedIn(db, user)];
  const first = await begin(one);
  const second = await begin(two);
  expect(second.present.secret).not.toBe(first.present.secret);
  expect(await finish(one, first.flowId, codeFor(String(first.present.secret), one))).toBe("flow_expired");
  expect(await finish(two, second.flowId, codeFor(String(second.present.secret), two))).toBeNull();
});

test("a passkey begun for another purpose leaves one enrolment of the kind", async () => {
  const actor = await makeActor();
  const first = await beginEnrollment(db, actor, { kind: "passkey", purpose: "sign_in" });
  await beginEnrollment(db, actor, { kind: "passkey", purpose: "two_factor" });
  const response = makeDevice().create(first.present.options);
  expect(await codeOf(finishEnrollment(db, actor, { flowId: first.flowId, answer: { response } }))).toBe(
    "flow_expired",
  );
});

test("an authenticator app is a second factor or nothing: it cannot be set up for signing in", async () => {
  const input = { kind: "totp", purpose: "sign_in" } as const;
  expect(await codeOf(beginEnrollment(db, await makeActor(), input))).toBe("method_not_available");
});

test("finishing ends the user's other sessions, switches 2FA on, raises this one and is told once", async () => {
  const user = await makeUser(db, await makeWorkspace(db), REQUIRED);
  const before = await openSession(db, user);
  const others = [await openSession(db, user), await openSession(db, user)];
  const stranger = await openSession(
    db,
    await makeUser(db, { workspaceId: user.workspaceId, policyId: user.policyId }),
  );
  const { session } = await enrollApp(db, await actorOf(db, before));
  for (const other of others) expect((await findSubjectOf(db, other))?.facts.session.ended).toBe(true);
  expect((await findSubjectOf(db, stranger))?.facts.session.ended).toBe(false);
  expect(await findSubjectOf(db, before)).toBeNull();
  const subject = await findSubjectOf(db, session);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(subject?.user.twoFactorOrigin).toBe("required");
  const mails = await sql`select subject from messages where recipient = ${user.email} order by id`;
  expect(mails.map((mail) => String(mail.subject).split(" – ")[0])).toEqual([
    "A sign-in method was added",
    "Two-factor authentication is on",
  ]);
});

test.each([
  ["two_factor", true],
  ["sign_in", false],
] as const)("a passkey set up for %s switches 2FA on: %s", async (purpose, isOn) => {
  const actor = await makeActor();
  await enrollPasskey(db, actor, makeDevice().create, purpose);
  expect(await rowsOf(actor)).toEqual({ credentials: ["passkey"], isOn });
});

test("C12 two finishes at once, over two processes, are one credential and one session; the other says it was done", async () => {
  const actor = await makeActor();
  const { flowId, present } = await begin(actor);
  const input = { flowId, answer: { code: codeFor(String(present.secret), actor) } };
  const other = connect();
  const codes = await Promise.all([
    codeOf(finishEnrollment(db, actor, input)),
    codeOf(finishEnrollment(other, actor, input)),
    codeOf(finishEnrollment(db, actor, input)),
  ]);
  expect(codes.toSorted()).toEqual(["flow_used", "flow_used", null].toSorted());
  expect(await rowsOf(actor)).toEqual({ credentials: ["totp"], isOn: true });
  const live =
    await sql`select 1 from sessions where user_id = ${actor.subject.user.id} and ended_at is null`;
  expect(live).toHaveLength(1);
});

test("an enrolment takes 20 answers and no more, counted before they are compared", async () => {
  const actor = await makeActor();
  const { flowId, present } = await begin(actor);
  const secret = String(present.secret);
  for (let n = 0; n < 20; n++)
    expect(await finish(actor, flowId, wrongCode(secret, actor))).toBe("wrong_code");
  expect(await finish(actor, flowId, codeFor(secret, actor))).toBe("flow_expired");
});

test("an expired enrolment changes nothing, and beginning again makes another secret", async () => {
  const actor = await makeActor();
  const first = await begin(actor);
  await sql`update flows set expires_at = now() where id = ${first.flowId}`;
  expect(await finish(actor, first.flowId, codeFor(String(first.present.secret), actor))).toBe(
    "flow_expired",
  );
  expect((await begin(actor)).present.secret).not.toBe(first.present.secret);
  expect(await rowsOf(actor)).toEqual({ credentials: [], isOn: false });
});

test("a method that is switched off, or not accepted of somebody required, cannot be enrolled, nor finished", async () => {
  const place = await makeWorkspace(db);
  const actor = await signedIn(db, await makeUser(db, place));
  const { flowId, present } = await begin(actor);
  await setWorkspace(db, place.workspaceId, { methods: ["passkey"] });
  const reloaded = await signedIn(db, { workspaceId: place.workspaceId, id: actor.subject.user.id });
  expect(await codeOf(begin(reloaded))).toBe("method_not_available");
  const now = { ...actor, subject: { ...reloaded.subject, sessionId: actor.subject.sessionId } };
  expect(await finish(now, flowId, codeFor(String(present.secret), now))).toBe("method_not_available");
  const strict = await makeWorkspace(db, {}, { mode: "required", phishingResistant: true });
  expect(await codeOf(begin(await signedIn(db, await makeUser(db, strict))))).toBe("method_not_available");
});

test.each(["credentials", "sessions", "audit_events", "messages", "users"])(
  "I8 C04 a set-up that fails at writing %s leaves no half factor, and the same code finishes it afterwards",
  async (table) => {
    const actor = await makeActor();
    const { flowId, present } = await begin(actor);
    const code = codeFor(String(present.secret), actor);
    const on = table === "sessions" || table === "users" ? "update" : "insert";
    await withFault(sql, { table, on }, async () => {
      expect(await finish(actor, flowId, code)).toBe("internal");
    });
    expect(await rowsOf(actor)).toEqual({ credentials: [], isOn: false });
    expect(await finish(actor, flowId, code)).toBeNull();
    expect(await rowsOf(actor)).toEqual({ credentials: ["totp"], isOn: true });
  },
);

test("of two apps either is proved with its own code, and using one leaves the other's codes good", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const first = await addApp(db, user);
  const { secret } = await enrollApp(db, await signedIn(db, user));
  const [one, two] = [await signedIn(db, user), await signedIn(db, user)];
  await answerCode(db, one, codeFor(first.secret, one, 1));
  await expect(answerCode(db, two, codeFor(secret, two, 1))).resolves.toBeTruthy();
});
