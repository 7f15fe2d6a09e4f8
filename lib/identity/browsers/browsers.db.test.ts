import { expect, test } from "vitest";
import { forgetOwnBrowser, forgetOwnBrowsers, getRememberedBrowsers } from "../../account/browsers";
import { changeOwnPassword } from "../../account/profile";
import { hashToken } from "../../core/crypto";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { resetPassword } from "../../entry/password-reset";
import { signInWithPassword } from "../../entry/sign-in";
import { addApp, answerCode, codeFor, enrollApp } from "../../factors/testing";
import { disableTwoFactor, removeOwnCredential } from "../../flows/manage";
import { removeEveryFactor } from "../../flows/reset";
import { mayRemember } from "../../policy/core/remembering";
import type { ChallengeKind } from "../../policy/core/types";
import { decisionFor, requirementOf, standingFor } from "../../policy/service";
import type { SessionKey } from "../sessions/service";
import {
  actorOf,
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  PASSWORD,
  REQUIRED,
  setPolicy,
  signedIn,
} from "../testing";
import { issueToken } from "../tokens/service";
import { type UserRow, updateUser } from "../users/service";
import { forgetBrowsers, meetBrowser, rememberBrowser } from "./service";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const clientWith = (...browserSecrets: string[]) => ({ ...CLIENT, browserSecrets });
const sessionOf = (key: SessionKey, user: UserRow, ...factors: ChallengeKind[]) => ({
  ...key,
  userId: user.id,
  workspace: "W",
  proofs: factors.map((factor) => ({ factor })),
});

const enter = (user: UserRow, client = CLIENT as ReturnType<typeof clientWith> | typeof CLIENT) =>
  signInWithPassword(db, { email: user.email, password: PASSWORD }, client);

async function subjectOf(key: SessionKey) {
  const subject = await findSubjectOf(db, key);
  if (!subject) throw new Error("this cookie opens nothing");
  return subject;
}

/** Somebody with 2FA by own choice, in a policy that remembers for ten days. */
async function makePerson(set: Parameters<typeof makeUser>[2] = {}) {
  const place = await makeWorkspace(db, {}, { rememberedDays: 10 });
  const user = await makeUser(db, place, set);
  return { place, user, app: await addApp(db, user) };
}

/** Signs in with both steps and has the browser remembered; returns what its cookie holds from then on. */
async function remembered(user: UserRow, secret: string): Promise<{ key: SessionKey; cookie: string }> {
  const half = await actorOf(db, await enter(user));
  const key = await answerCode(db, half, codeFor(secret, half));
  const met = await meetBrowser(db, sessionOf(key, user), CLIENT);
  const kept = await rememberBrowser(db, sessionOf(key, user), clientWith(met ?? ""));
  expect(kept.replaced).toBe(met);
  return { key, cookie: kept.secret };
}

const mailsTo = async (user: UserRow) =>
  (await sql`select subject from messages where recipient = ${user.email} order by created_at`).map(
    ({ subject }) => String(subject),
  );

test("a remembered browser stands in for the second step of an own choice, at aal1, and says so", async () => {
  const { user, app } = await makePerson();
  const { cookie } = await remembered(user, app.secret);
  const subject = await subjectOf(await enter(user, clientWith("x".repeat(43), cookie)));
  expect(decisionFor(subject)).toMatchObject({
    outcome: "allow",
    reasons: ["remembered_browser", "chosen_by_user"],
  });
  expect(subject.facts.session.proofs.map(({ factor }) => factor)).toEqual(["password"]);
  expect(mayRemember(requirementOf(subject), subject.facts)).toBe(false);
});

test("a remembered browser is the user's own: the same cookie is worth nothing to somebody else", async () => {
  const { user, app, place } = await makePerson();
  const other = await makeUser(db, place);
  await addApp(db, other);
  const { cookie } = await remembered(user, app.secret);
  expect(standingFor(await subjectOf(await enter(other, clientWith(cookie))))).toBe("half_signed_in");
});

test("the cookie from before a browser was remembered stays worth nothing, and only hashes are kept", async () => {
  const { user, app } = await makePerson();
  const half = await actorOf(db, await enter(user));
  const key = await answerCode(db, half, codeFor(app.secret, half));
  const met = (await meetBrowser(db, sessionOf(key, user), CLIENT)) ?? "";
  const { secret } = await rememberBrowser(db, sessionOf(key, user), clientWith(met));
  expect(standingFor(await subjectOf(await enter(user, clientWith(met))))).toBe("half_signed_in");
  const [row] = await sql`select to_jsonb(b)::text as row from browsers b where user_id = ${user.id}`;
  expect(String(row?.row)).not.toContain(secret);
  expect(String(row?.row)).toContain(hashToken(secret));
});

test.each([
  ["its days are over", "remembered_at = now() - interval '10 days 1 minute'", "half_signed_in"],
  ["its days are nearly over", "remembered_at = now() - interval '9 days 23 hours'", "signed_in"],
  ["it was not used for a week", "last_used_at = now() - interval '7 days 1 minute'", "half_signed_in"],
  ["it was used within the week", "last_used_at = now() - interval '6 days 23 hours'", "signed_in"],
])("a remembered browser counts no longer than it may: %s", async (_when, change, standing) => {
  const { user, app } = await makePerson();
  const { cookie } = await remembered(user, app.secret);
  await sql.unsafe(`update browsers set ${change} where user_id = '${user.id}'`);
  expect(standingFor(await subjectOf(await enter(user, clientWith(cookie))))).toBe(standing);
});

test("a remembered browser is kept and not honoured once anything requires the second step, and where the policy stops remembering", async () => {
  const { user, app, place } = await makePerson();
  const { cookie } = await remembered(user, app.secret);
  await updateUser(db, user.workspaceId, user.id, REQUIRED);
  const required = await subjectOf(await enter(user, clientWith(cookie)));
  expect(decisionFor(required)).toMatchObject({
    outcome: "challenge",
    reasons: expect.arrayContaining(["remembered_browser_not_honoured"]),
  });
  await updateUser(db, user.workspaceId, user.id, { requiredSince: null });
  expect(standingFor(await subjectOf(await enter(user, clientWith(cookie))))).toBe("signed_in");
  await setPolicy(db, place.workspaceId, { rememberedDays: 0 });
  expect(standingFor(await subjectOf(await enter(user, clientWith(cookie))))).toBe("half_signed_in");
});

const ENDINGS: Record<string, (user: UserRow, key: SessionKey) => Promise<unknown>> = {
  "a factor is added": async (_user, key) => enrollApp(db, await actorOf(db, key)),
  "a factor is removed": async (user, key) => {
    const second = await addApp(db, user);
    return removeOwnCredential(db, await actorOf(db, key), second.id);
  },
  "2FA is switched off": async (_user, key) => disableTwoFactor(db, await actorOf(db, key)),
  "the password is changed": async (_user, key) =>
    changeOwnPassword(db, await actorOf(db, key), "tangerine umbrella stand"),
  "the password is reset": async (user) => {
    const owner = { workspaceId: user.workspaceId, userId: user.id };
    const token = await issueToken(db, { ...owner, kind: "password_reset", createdBy: null });
    return resetPassword(db, { token, password: "tangerine umbrella stand" }, CLIENT);
  },
  "every factor is reset": async ({ workspaceId, id: userId }) =>
    removeEveryFactor(db, { workspaceId, userId }),
  "all are ended": async (_user, key) => forgetOwnBrowsers(db, await actorOf(db, key)),
  "that one is ended": async (user, key) => {
    const [row] = await sql`select id from browsers where user_id = ${user.id}`;
    return forgetOwnBrowser(db, await actorOf(db, key), String(row?.id));
  },
};

test.each(Object.entries(ENDINGS))(
  "a browser is remembered no more when %s, and a session that rests on it is asked at once",
  async (_what, end) => {
    const { user, app } = await makePerson();
    const { cookie } = await remembered(user, app.secret);
    const resting = await enter(user, clientWith(cookie));
    expect(standingFor(await subjectOf(resting))).toBe("signed_in");
    const acting = await signedIn(db, user);
    const key = await answerCode(db, acting, codeFor(app.secret, acting, 1));
    await end(user, key);
    await updateUser(db, user.workspaceId, user.id, { twoFactorOn: true });
    expect(standingFor(await subjectOf(resting))).not.toBe("signed_in");
    const [row] = await sql`select remembered_at from browsers where user_id = ${user.id}`;
    expect(row?.remembered_at).toBeNull();
  },
);

test("A66 nobody ends or sees somebody else's browser", async () => {
  const { user, app, place } = await makePerson();
  await remembered(user, app.secret);
  const [row] = await sql`select id from browsers where user_id = ${user.id}`;
  for (const where of [place, await makeWorkspace(db, {}, { rememberedDays: 10 })]) {
    const stranger = await signedIn(db, await makeUser(db, where));
    expect(await codeOf(forgetOwnBrowser(db, stranger, String(row?.id)))).toBe("not_found");
    expect((await getRememberedBrowsers(db, stranger.subject))?.browsers).toEqual([]);
  }
});

test("a new browser is mailed about once, the very first not at all, and a known one never again", async () => {
  const { user, app } = await makePerson();
  const half = await actorOf(db, await enter(user));
  const key = await answerCode(db, half, codeFor(app.secret, half));
  const first = await meetBrowser(db, sessionOf(key, user), CLIENT);
  expect(await mailsTo(user)).toEqual([]);
  expect((await subjectOf(await enter(user, clientWith(first ?? "")))).browserId).not.toBeNull();

  const elsewhere = await enter(user);
  const pools = [db, connect(), connect()];
  const met = await Promise.all(
    pools.map((pool) => meetBrowser(pool, sessionOf(elsewhere, user, "password", "totp"), CLIENT)),
  );
  expect(met.filter((secret) => secret !== null)).toHaveLength(1);
  expect(await mailsTo(user)).toEqual([expect.stringContaining("New sign-in on a new browser")]);
  const [mail] = await sql`select body from messages where recipient = ${user.email}`;
  expect(mail?.body).toContain("Proved: Password, Authenticator app.");
  expect((await sql`select 1 from browsers where user_id = ${user.id}`).length).toBe(2);
});

test("a browser that was not used for 400 days is new again", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const secret = await meetBrowser(db, sessionOf(await enter(user), user), CLIENT);
  await sql`update browsers set last_used_at = now() - interval '401 days' where user_id = ${user.id}`;
  await meetBrowser(db, sessionOf(await enter(user), user), CLIENT);
  expect((await subjectOf(await enter(user, clientWith(secret ?? "")))).browserId).toBeNull();
});

test("all of a user's browsers are forgotten in one statement each, and how many is told", async () => {
  const { user, app } = await makePerson();
  await remembered(user, app.secret);
  const owner = { workspaceId: user.workspaceId, userId: user.id };
  expect(await forgetBrowsers(db, owner)).toBe(1);
  expect(await forgetBrowsers(db, owner)).toBe(0);
});
