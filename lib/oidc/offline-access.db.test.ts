import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { reportNotMe } from "../entry/not-me";
import { requestPasswordReset, resetPassword } from "../entry/password-reset";
import { signOut } from "../flows/manage";
import { removeEveryFactor } from "../flows/reset";
import { endAccess } from "../identity/sessions/service";
import { actorOf, CLIENT, openSession } from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";
import { issueToken } from "../identity/tokens/service";
import { useProvider } from "./testing";
import { makeSteps, type Pair } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, refresh, signIn, userinfo } = makeSteps(db, url);

const OFFLINE = { scope: "openid offline_access", prompt: "consent" };
const REFUSED = { status: 400, body: { error: "invalid_grant" } };

const ownerOf = ({ workspaceId, userId }: Pair) => ({ workspaceId, userId });

async function resetByMail({ userId }: Pair): Promise<void> {
  const [row] = await sql`select email from users where id = ${userId}`;
  await requestPasswordReset(db, String(row?.email), CLIENT);
  const token = await mailedToken(sql, String(row?.email));
  await resetPassword(db, { token, password: "tangerine umbrella stand" }, CLIENT);
}

async function report(one: Pair): Promise<void> {
  const data = { kind: "new_browser", at: new Date().toISOString() };
  const token = await issueToken(db, { ...ownerOf(one), kind: "not_me", createdBy: null, data });
  await reportNotMe(db, token, CLIENT);
}

/** As an API asks that was sent the token. */
async function isActive({ application }: Pair, token: unknown): Promise<unknown> {
  const { clientId, secret } = application;
  const body = new URLSearchParams({
    token: String(token),
    client_id: clientId,
    client_secret: secret ?? "",
  });
  const answer = await fetch(url("/oauth/introspect"), { method: "POST", body });
  return ((await answer.json()) as { active: unknown }).active;
}

const ENDS: [string, (one: Pair) => Promise<unknown>][] = [
  ["the password was reset by mail", resetByMail],
  ["its owner said that it was not them", report],
  ["two-factor authentication was reset", (one) => removeEveryFactor(db, ownerOf(one))],
  [
    "an administrator ended every session",
    (one) => endAccess(db, { ...ownerOf(one), except: [], reason: "ended_by_admin" }),
  ],
];

test.each(ENDS)(
  "A8 an access token that outlives a sign-out is worth nothing once %s",
  async (_what, end) => {
    const one = await pair();
    const { access_token: token } = (await signIn(one, OFFLINE)).body;
    await signOut(db, await actorOf(db, one.session));
    expect([(await userinfo(token)).status, await isActive(one, token)]).toEqual([200, true]);
    await end(one);
    expect([(await userinfo(token)).status, await isActive(one, token)]).toEqual([401, false]);
  },
);

test.each(ENDS)("A8 a thief who signs out first keeps no refresh token once %s", async (_what, end) => {
  const one = await pair();
  const { body } = await signIn(one, OFFLINE);
  await signOut(db, await actorOf(db, one.session));
  const { status, body: renewed } = await refresh(one, body.refresh_token);
  expect(status).toBe(200);
  await end(one);
  expect(await refresh(one, renewed.refresh_token)).toMatchObject(REFUSED);
});

test("what ends the other sessions counts those alone, and leaves this one's offline access", async () => {
  const one = await pair();
  const { body } = await signIn(one, OFFLINE);
  const user = { workspaceId: one.workspaceId, id: one.userId };
  await signOut(db, await actorOf(db, await openSession(db, user)));
  await openSession(db, user);
  const except = [one.session.sessionId];
  expect(await endAccess(db, { ...ownerOf(one), except, reason: "factor_added" })).toBe(1);
  expect((await refresh(one, body.refresh_token)).status).toBe(200);
});
