import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { signOut } from "../flows/manage";
import { actorOf } from "../identity/testing";
import { clearStaleArtifacts } from "./artifacts/service";
import { findAskingDevice } from "./device/service";
import { tellOfEndedSessions } from "./sign-out/notify";
import { findSignOutRequest } from "./sign-out/service";
import { useProvider } from "./testing";
import { makeSteps, type Pair } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, lookAt, consent, token, refresh, userinfo, signIn } = makeSteps(db, url);

const OFFLINE = { scope: "openid offline_access", prompt: "consent" };
const REFUSED = { status: 400, body: { error: "invalid_grant" } };
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

async function offline(set: Parameters<typeof pair>[0] = {}) {
  const one = await pair(set);
  if (set.withApp) await prove(one);
  const { body, claims } = await signIn(one, OFFLINE);
  return { one, claims, access: body.access_token, first: body.refresh_token };
}

describe("A76 refresh tokens", () => {
  test("rotate and keep who, when and how", async () => {
    const { one, claims, first } = await offline({ withApp: true });
    const next = await refresh(one, first);
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(first);
    const { sub, auth_time, acr, amr } = claims;
    expect(decodeJwt(String(next.body.id_token))).toMatchObject({ sub, auth_time, acr, amr });
    expect((await userinfo(next.body.access_token)).body).toMatchObject({ auth_time, acr, amr });
  });

  test("used twice, the whole family is dead, its access tokens too", async () => {
    const { one, first } = await offline();
    const second = await refresh(one, first);
    expect(await refresh(one, first)).toMatchObject(REFUSED);
    expect(await refresh(one, second.body.refresh_token)).toMatchObject(REFUSED);
    expect((await userinfo(second.body.access_token)).status).toBe(401);
  });

  test("of two uses at once one gets through at most", async () => {
    const { one, first } = await offline();
    const both = await Promise.all([refresh(one, first), refresh(one, first)]);
    expect(both.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  test("end 90 days after their authorization, however often they are renewed", async () => {
    const { one, first } = await offline();
    await sql`update artifacts set payload = payload || jsonb_build_object('iiat', extract(epoch from now())::int - 90 * 86400 + 60)
      where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;
    await refresh(one, first);
    const [row] = await sql`select extract(epoch from expires_at - now())::int as seconds from artifacts
      where workspace_id = ${one.workspaceId} and kind = 'RefreshToken' and consumed_at is null`;
    // The two clocks may round apart
    expect(Number(row?.seconds)).toBeLessThanOrEqual(65);
  });

  test("lapse in level with the age of their proof, and never rise", async () => {
    const { one, claims, first } = await offline({ withApp: true });
    await sql`update artifacts set evidence = jsonb_set(evidence, '{proofs}', (
        select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '25 hours'))
        from jsonb_array_elements(evidence -> 'proofs') p))
      where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;
    const { body } = await refresh(one, first);
    expect(decodeJwt(String(body.id_token))).toMatchObject({
      acr: "aal1",
      amr: ["pwd", "otp"],
      auth_time: claims.auth_time,
    });
  });

  test.each<[string, (one: Pair) => Promise<unknown>]>([
    ["their user is blocked", ({ userId }) => sql`update users set blocked_at = now() where id = ${userId}`],
    [
      "a rule binds right away",
      ({ userId }) =>
        sql`update users set required_since = now(), required_effect = 'right_away' where id = ${userId}`,
    ],
    [
      "two-factor authentication was reset",
      ({ session }) =>
        sql`update sessions set ended_at = now(), end_reason = 'two_factor_reset' where id = ${session.sessionId}`,
    ],
    [
      "the password was changed",
      ({ session }) =>
        sql`update sessions set ended_at = now(), end_reason = 'password_changed' where id = ${session.sessionId}`,
    ],
    [
      "the application's own rule binds right away",
      ({ application }) =>
        sql`update applications set rule = 'always', rule_effect = 'right_away' where id = ${application.clientId}`,
    ],
    [
      "the application is switched off",
      ({ application }) =>
        sql`update applications set disabled_at = now() where id = ${application.clientId}`,
    ],
  ])("are worth nothing once %s", async (_what, change) => {
    const { one, first } = await offline();
    await change(one);
    expect((await refresh(one, first)).status).toBeGreaterThanOrEqual(400);
  });

  test("outlive a sign-out and a rule that binds at the next sign-in", async () => {
    const { one, first } = await offline();
    await sql`update users set required_since = now() where id = ${one.userId}`;
    await sql`update applications set rule = 'always', rule_since = now() where id = ${one.application.clientId}`;
    await signOut(db, await actorOf(db, one.session));
    expect((await refresh(one, first)).status).toBe(200);
  });

  test("a refusal is on record, with its reason", async () => {
    const { one } = await offline();
    await refresh(one, "nothing");
    const [event] = await sql`select result, target_id, data from audit_events
      where workspace_id = ${one.workspaceId} and action = 'token.refused'`;
    expect(event).toMatchObject({
      result: "refused",
      target_id: one.application.clientId,
      data: { error: "invalid_grant" },
    });
  });
});

describe("revocation and introspection", () => {
  async function post(path: string, one: Pair, fields: Record<string, string>) {
    const { clientId, secret } = one.application;
    const body = new URLSearchParams({ client_id: clientId, client_secret: secret ?? "", ...fields });
    const response = await fetch(url(path), { method: "POST", body });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }

  test("a token says what it is to its application and to APIs of its workspace, and to nobody else", async () => {
    const { one, access, claims } = await offline();
    const look = { token: String(access) };
    const { acr, amr, auth_time } = claims;
    expect((await post("/oauth/introspect", one, look)).body).toMatchObject({
      active: true,
      sub: one.userId,
      acr,
      amr,
      auth_time,
    });
    const stranger = await pair();
    expect((await post("/oauth/introspect", stranger, look)).body).toEqual({ active: false });
    expect((await post("/oauth/revoke", stranger, look)).status).toBe(400);
    expect((await userinfo(access)).status).toBe(200);
    for (const _again of [1, 2]) expect((await post("/oauth/revoke", one, look)).status).toBe(200);
    expect((await userinfo(access)).status).toBe(401);
    const events = await sql`select actor_id, target_id from audit_events
      where workspace_id = ${one.workspaceId} and action = 'token.revoked'`;
    expect(events).toEqual([{ actor_id: one.application.clientId, target_id: one.userId }]);
  });
});

describe("devices", () => {
  async function device(scope = "openid email") {
    const one = await pair({
      application: {
        kind: "native",
        authMethod: "none",
        grantTypes: [DEVICE_GRANT],
        redirectUris: [],
        isFirstParty: false,
      },
    });
    const body = new URLSearchParams({ client_id: one.application.clientId, scope });
    const response = await fetch(url("/oauth/device/code"), { method: "POST", body });
    const asked = (await response.json()) as {
      user_code: string;
      device_code: string;
      verification_uri: string;
    };
    const poll = () => token(one, { grant_type: DEVICE_GRANT, device_code: asked.device_code });
    const answer = async (fields: Record<string, string>) =>
      one.browser.lead("/oidc/device", { method: "POST", body: new URLSearchParams(fields) });
    return { one, asked, poll, answer };
  }

  test("a person sees who asks, allows it, and the device gets tokens once", async () => {
    const { one, asked, poll, answer } = await device();
    expect(asked.verification_uri).toBe("http://localhost:3000/device");
    expect((await poll()).body.error).toBe("authorization_pending");
    const found = await findAskingDevice(db, await actorOf(db, one.session), asked.user_code.toLowerCase());
    expect(found).toMatchObject({ application: { name: "Orders" }, scopes: ["openid", "email"] });
    const at = await answer({ xsrf: found.xsrf, user_code: asked.user_code, confirm: "yes" });
    expect(at.pathname).toBe("/consent");
    const waiting = at.searchParams.get("interaction");
    expect((await lookAt(one, waiting)).returnTo).toBe(`/device/${waiting}`);
    const done = await consent(one, waiting, ["email"]);
    expect(done.at.search).toBe("?done=1");
    const { status, body } = await poll();
    expect(status).toBe(200);
    expect((await userinfo(body.access_token)).body).toMatchObject({ sub: one.userId, acr: "aal1" });
    expect(await poll()).toMatchObject(REFUSED);
  });

  test("A77 the device flow leaves out no second factor", async () => {
    const { one, asked, poll, answer } = await device("openid orders");
    await sql`update workspaces set scope_levels = '{"orders": "aal2"}' where workspace_id = ${one.workspaceId}`;
    const found = await findAskingDevice(db, await actorOf(db, one.session), asked.user_code);
    const at = await answer({ xsrf: found.xsrf, user_code: asked.user_code, confirm: "yes" });
    expect(at.pathname).toMatch(/^\/interaction\//);
    const again = await one.browser.lead(at.pathname.replace("/interaction/", "/device/"));
    expect(again.pathname).toMatch(/^\/interaction\//);
    expect((await poll()).body.error).toBe("authorization_pending");
  });

  test("denied is denied; a forged answer, a used code and another workspace's are refused", async () => {
    const { one, asked, poll, answer } = await device();
    const actor = await actorOf(db, one.session);
    await findAskingDevice(db, actor, asked.user_code);
    await answer({ xsrf: "guessed", user_code: asked.user_code, confirm: "yes" });
    expect((await poll()).body.error).toBe("authorization_pending");
    const stranger = await pair();
    const foreign = findAskingDevice(db, await actorOf(db, stranger.session), asked.user_code);
    expect(await codeOf(foreign)).toBe("token_invalid");
    const { xsrf } = await findAskingDevice(db, actor, asked.user_code);
    const at = await answer({ xsrf, user_code: asked.user_code, abort: "yes" });
    expect(at.search).toBe("?problem=aborted");
    expect((await poll()).body.error).toBe("access_denied");
    expect(await codeOf(findAskingDevice(db, actor, asked.user_code))).toBe("token_invalid");
  });

  test("A18 codes are counted before they are looked up: the 21st in an hour is not", async () => {
    const { one, asked } = await device();
    const actor = await actorOf(db, one.session);
    for (let tries = 0; tries < 20; tries++)
      expect(await codeOf(findAskingDevice(db, actor, "BBBB-BBBB"))).toBe("token_invalid");
    expect(await codeOf(findAskingDevice(db, actor, asked.user_code))).toBe("rate_limited");
  });
});

describe("signing out", () => {
  test("by an application: asked, then our session ends and what was issued in it", async () => {
    const one = await pair();
    const { body } = await signIn(one);
    const query = new URLSearchParams({ client_id: one.application.clientId, state: "over" });
    expect((await one.browser.lead(`/oidc/logout?${query}`)).pathname).toBe("/sign-out");
    const asked = await findSignOutRequest(db, await actorOf(db, one.session));
    expect(asked).toMatchObject({ application: "Orders" });
    const confirm = (xsrf: string) =>
      one.browser.go("/oidc/logout/confirm", {
        method: "POST",
        body: new URLSearchParams({ xsrf, logout: "yes" }),
      });
    expect((await confirm("guessed")).status).toBeGreaterThanOrEqual(300);
    expect((await userinfo(body.access_token)).status).toBe(200);
    const answer = await confirm(String(asked?.xsrf));
    expect(answer.headers.getSetCookie().join()).toContain("next-auth.session-token=; Path=/; Max-Age=0");
    const [row] = await sql`select end_reason from sessions where id = ${one.session.sessionId}`;
    expect(row?.end_reason).toBe("signed_out");
    expect((await userinfo(body.access_token)).status).toBe(401);
  });

  test("here: tokens of the session end with it, and each application is told once", async () => {
    const one = await pair({ application: { backchannelLogoutUri: "http://127.0.0.1:9/told" } });
    const { body } = await signIn(one);
    await signOut(db, await actorOf(db, one.session));
    expect((await userinfo(body.access_token)).status).toBe(401);
    expect(await tellOfEndedSessions(db)).toBe(true);
    expect(await tellOfEndedSessions(db)).toBe(false);
  });
});

test("what has been over for a day is cleared, and nothing else", async () => {
  const { one, first } = await offline();
  await sql`update artifacts set expires_at = now() - interval '2 days' where kind = 'AuthorizationCode'`;
  expect(await clearStaleArtifacts(db, 1_000)).toBeGreaterThan(0);
  expect((await refresh(one, first)).status).toBe(200);
});
