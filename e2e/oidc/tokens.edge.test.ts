import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { type HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp, succeed } from "../http/person";
import { makeWorkspace, type PersonSpec } from "../people";
import { CALLBACK, makeApplication } from "./applications";
import { askingDevice, DEVICE_GRANT } from "./device";
import { RelyingParty } from "./relying-party";

const OFFLINE = { scope: "openid email offline_access", prompt: "consent" };

async function offline(spec: PersonSpec = {}, set: Parameters<typeof makeApplication>[1] = {}) {
  const made = await makeWorkspace({ one: spec });
  const application = await makeApplication(made.id, set);
  const party = await RelyingParty.discover(application);
  const person = made.people.one;
  const browser = spec.totp ? await afterTotp(person) : await afterPassword(person);
  const { tokens, claims } = await party.signIn(browser, OFFLINE);
  return {
    workspaceId: made.id,
    application,
    party,
    person,
    browser,
    claims,
    refresh: String(tokens.refresh_token),
  };
}

const refresh = (party: RelyingParty, token: string) => openid.refreshTokenGrant(party.config, token);
const refused = { error: "invalid_grant" };

describe("A76 refresh tokens", () => {
  test("oidcc-refresh-token: rotate, keep auth_time, and say the same of the user", async () => {
    const { party, claims, refresh: first } = await offline();
    const next = await refresh(party, first);
    expect(next.refresh_token).not.toBe(first);
    expect(next.claims()).toMatchObject({ sub: claims?.sub, auth_time: claims?.auth_time, acr: "aal1" });
  });

  test("one that is used twice ends the family: the thief's and the owner's", async () => {
    const { party, refresh: first } = await offline();
    const second = await refresh(party, first);
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    await expect(refresh(party, String(second.refresh_token))).rejects.toMatchObject(refused);
    await expect(
      openid.fetchUserInfo(party.config, second.access_token, openid.skipSubjectCheck),
    ).rejects.toThrow();
  });

  test("of two uses at once one gets through at most", async () => {
    const { party, refresh: first } = await offline();
    const both = await Promise.allSettled([refresh(party, first), refresh(party, first)]);
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  });

  test("they end 90 days after the authorization, however often they are renewed", async () => {
    const { party, refresh: first, workspaceId } = await offline();
    await sql()`update artifacts set payload = payload || jsonb_build_object('iiat', extract(epoch from now())::int - 90 * 86400 + 100)
      where workspace_id = ${workspaceId} and kind = 'RefreshToken'`;
    const second = await refresh(party, first);
    const [row] = await sql()`select extract(epoch from expires_at - now())::int as seconds from artifacts
      where workspace_id = ${workspaceId} and kind = 'RefreshToken' and consumed_at is null`;
    // The two clocks may round apart
    expect(row?.seconds).toBeLessThanOrEqual(105);
    expect(second.refresh_token).toBeTruthy();
  });

  test("the level lapses with the age of its proof, and auth_time stays", async () => {
    const { party, claims, refresh: first, workspaceId } = await offline({ totp: true });
    expect(claims?.acr).toBe("aal2");
    await sql()`update artifacts set evidence = jsonb_set(evidence, '{proofs}', (
        select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '25 hours')) from jsonb_array_elements(evidence -> 'proofs') p))
      where workspace_id = ${workspaceId} and kind = 'RefreshToken'`;
    const next = (await refresh(party, first)).claims();
    expect(next).toMatchObject({ acr: "aal1", auth_time: claims?.auth_time });
    expect(next?.amr).not.toContain("mfa");
  });

  test.each([
    ["a blocked user", (id: string) => sql()`update users set blocked_at = now() where id = ${id}`],
    [
      "a rule that binds right away",
      (id: string) =>
        sql()`update users set required_since = now(), required_effect = 'right_away' where id = ${id}`,
    ],
    [
      "a reset",
      (id: string) =>
        sql()`update sessions set ended_at = now(), end_reason = 'two_factor_reset' where user_id = ${id}`,
    ],
    [
      "a changed password",
      (id: string) =>
        sql()`update sessions set ended_at = now(), end_reason = 'password_changed' where user_id = ${id}`,
    ],
    [
      "a rule of the application that binds right away",
      (id: string) =>
        sql()`update applications set rule = 'always', rule_effect = 'right_away', rule_since = now()
          where workspace_id = (select workspace_id from users where id = ${id})`,
    ],
  ])("are worth nothing after %s, on record", async (_what, change) => {
    const { party, person, refresh: first, workspaceId } = await offline();
    await change(person.id);
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    const events =
      await sql()`select 1 from audit_events where workspace_id = ${workspaceId} and action = 'token.refused'`;
    expect(events.length).toBeGreaterThan(0);
  });

  test("a rule that binds at the next sign-in leaves them, and so does signing out", async () => {
    const { party, person, browser, refresh: first } = await offline();
    await sql()`update users set required_since = now(), required_effect = 'next_sign_in' where id = ${person.id}`;
    const second = await refresh(party, first);
    await succeed(browser, "signOut", {});
    await expect(refresh(party, String(second.refresh_token))).resolves.toBeTruthy();
  });

  test("A9 the user ends them, with everything the application holds", async () => {
    const { party, browser, application, refresh: first } = await offline();
    await succeed(browser, "endConnection", { clientId: application.clientId });
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    const { url } = await party.prepare({ prompt: "none" });
    const reached = await party.follow(browser, url.href);
    expect(reached.callback?.searchParams.get("error")).toBe("consent_required");
  });

  test("a token's own application revokes it, and no other one can", async () => {
    const { party, workspaceId, refresh: first } = await offline();
    const other = await RelyingParty.discover(await makeApplication(workspaceId));
    await openid.tokenRevocation(other.config, first).catch(() => undefined);
    const second = await refresh(party, first);
    await openid.tokenRevocation(party.config, String(second.refresh_token));
    await expect(refresh(party, String(second.refresh_token))).rejects.toMatchObject(refused);
  });
});

describe("A75 codes", () => {
  test("of two redemptions at once one gets through at most, and then nothing that it got is worth anything", async () => {
    const made = await makeWorkspace({ one: {} });
    const party = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
    const browser = await afterPassword(made.people.one);
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, url.href);
    const both = await Promise.allSettled([party.tokens(reached, checks), party.tokens(reached, checks)]);
    const won = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { access_token } of won)
      await expect(
        openid.fetchUserInfo(party.config, access_token, openid.skipSubjectCheck),
      ).rejects.toThrow();
  });

  test("a code is worth nothing to another application, at another address or after a minute", async () => {
    const made = await makeWorkspace({ one: {} });
    const application = await makeApplication(made.id, { isFirstParty: true });
    const party = await RelyingParty.discover(application);
    const thief = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
    const browser = await afterPassword(made.people.one);
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, url.href);
    await expect(thief.tokens(reached, checks)).rejects.toMatchObject(refused);
    const code = reached.callback?.searchParams.get("code") ?? "";
    const answer = await fetch(`${ORIGIN}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: `${CALLBACK}/other`,
        code_verifier: checks.verifier,
        client_id: application.clientId,
        client_secret: application.secret,
      }),
    });
    expect(await answer.json()).toMatchObject(refused);
    await sql()`update artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 20) where kind = 'AuthorizationCode' and workspace_id = ${made.id}`;
    await expect(party.tokens(reached, checks)).rejects.toMatchObject(refused);
  });
});

describe("devices", () => {
  const poll = async (clientId: string, deviceCode: string) => {
    const body = new URLSearchParams({
      grant_type: DEVICE_GRANT,
      client_id: clientId,
      device_code: deviceCode,
    });
    const answer = await fetch(`${ORIGIN}/oauth/token`, { method: "POST", body });
    return (await answer.json()) as Record<string, string>;
  };
  const confirm = (browser: HttpBrowser, fields: Record<string, string>) =>
    browser.request("/oidc/device", {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { accept: "application/json" },
    });

  test("a code that a signed-in person allows gives the device tokens of the same level", async () => {
    const made = await makeWorkspace({ one: { totp: true } });
    const { clientId, deviceCode, code } = await askingDevice(made.id);
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
    const browser = await afterTotp(made.people.one);
    const found = await succeed<{ xsrf: string; userAgent: string }>(browser, "findAskingDevice", { code });
    expect(found.userAgent).toBe("billing-cli/2.1");
    const answer = await confirm(browser, { xsrf: found.xsrf, user_code: code, confirm: "yes" });
    const { location } = (await answer.json()) as { location: string };
    const id = new URL(location, ORIGIN).searchParams.get("interaction");
    const { next } = await succeed(browser, "giveConsent", { id, scopes: ["email"] });
    expect((await browser.request(next ?? "")).headers.get("location")).toContain("/device?done=1");
    const tokens = await poll(clientId, deviceCode);
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: "openid email" });
    const info = await fetch(`${ORIGIN}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await info.json()).toMatchObject({ sub: made.people.one.id, acr: "aal2" });
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "invalid_grant" });
  });

  test("A77 the device flow cannot leave out the second factor", async () => {
    const made = await makeWorkspace({ one: {} });
    const { clientId, deviceCode, code } = await askingDevice(made.id, "openid payment");
    const browser = await afterPassword(made.people.one);
    const found = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    const answer = await confirm(browser, { xsrf: found.xsrf, user_code: code, confirm: "yes" });
    const { location } = (await answer.json()) as { location: string };
    expect(location).toMatch(/\/interaction\//);
    const resumed = await browser.request(
      location.replace(`${ORIGIN}`, "").replace("/interaction/", "/device/"),
    );
    expect(resumed.headers.get("location")).toMatch(/\/interaction\//);
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
  });

  test("denied is denied, forged is refused, and a code of another workspace is unknown", async () => {
    const made = await makeWorkspace({ one: {} });
    const { clientId, deviceCode, code } = await askingDevice(made.id);
    const browser = await afterPassword(made.people.one);
    const { xsrf } = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    await confirm(browser, { xsrf: "guessed", user_code: code, confirm: "yes" });
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
    const again = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    expect(again.xsrf).not.toBe(xsrf);
    const answer = await confirm(browser, { xsrf: again.xsrf, user_code: code, abort: "yes" });
    expect(((await answer.json()) as { location: string }).location).toContain("problem=aborted");
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "access_denied" });
    const foreign = await makeWorkspace({ stranger: {} });
    const stranger = await afterPassword(foreign.people.stranger);
    const { code: second } = await askingDevice(made.id);
    expect((await stranger.act("findAskingDevice", { code: second })).body).toMatchObject({
      code: "token_invalid",
    });
  });

  test("A18 typing codes is slowed: the 21st in an hour is not looked up", async () => {
    const made = await makeWorkspace({ one: {} });
    const browser = await afterPassword(made.people.one);
    for (let tries = 0; tries < 20; tries++)
      expect((await browser.act("findAskingDevice", { code: "BBBB-BBBB" })).body).toMatchObject({
        code: "token_invalid",
      });
    const { code } = await askingDevice(made.id);
    expect((await browser.act("findAskingDevice", { code })).body).toMatchObject({ code: "rate_limited" });
  });
});

describe("signing out", () => {
  test("the user is asked, the session ends, tokens that end with it do, and the browser goes where it was registered", async () => {
    const made = await makeWorkspace({ one: {} });
    const party = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
    const browser = await afterPassword(made.people.one);
    const { tokens } = await party.signIn(browser);
    const url = openid.buildEndSessionUrl(party.config, {
      id_token_hint: String(tokens.id_token),
      post_logout_redirect_uri: "http://localhost:4400/",
      state: "over",
    });
    const asked = await browser.request(url.pathname + url.search);
    expect(asked.headers.get("location")).toContain("/sign-out");
    expect((await browser.request("/dashboard")).status).toBe(200);
    const html = await (await browser.request("/sign-out")).text();
    const xsrf = /"xsrf\\?":\\?"([0-9a-f]+)/.exec(html)?.[1] ?? "";
    const answer = await browser.request("/oidc/logout/confirm", {
      method: "POST",
      body: new URLSearchParams({ xsrf, logout: "yes" }),
      headers: { accept: "application/json" },
    });
    expect(await answer.json()).toEqual({ location: "http://localhost:4400/?state=over" });
    expect((await browser.request("/dashboard")).headers.get("location")).toMatch(/^\/sign-in|refresh/);
    await expect(
      openid.fetchUserInfo(party.config, tokens.access_token, openid.skipSubjectCheck),
    ).rejects.toThrow();
  });

  test("A81 its refusals: an unregistered address, a hint that is none, and a forged confirmation change nothing", async () => {
    const made = await makeWorkspace({ one: {} });
    const application = await makeApplication(made.id, { isFirstParty: true });
    const browser = await afterPassword(made.people.one);
    const go = async (query: Record<string, string>) =>
      (
        await browser.request(`/oidc/logout?${new URLSearchParams(query)}`, {
          headers: { accept: "text/html" },
        })
      ).headers.get("location");
    const client_id = application.clientId;
    expect(await go({ client_id, post_logout_redirect_uri: "https://evil.example/" })).toBe(
      "/authorization-error?error=invalid_request",
    );
    expect(await go({ id_token_hint: "e30.e30.x" })).toContain("/authorization-error");
    expect(await go({ post_logout_redirect_uri: "https://evil.example/" })).toContain("/sign-out");
    const forged = await browser.request("/oidc/logout/confirm", {
      method: "POST",
      body: new URLSearchParams({ xsrf: "guessed", logout: "yes" }),
    });
    expect(forged.status).toBe(400);
    expect((await browser.request("/dashboard")).status).toBe(200);
  });
});

describe("pushed requests and registration", () => {
  test("A74 a pushed request works once, and only for its own application", async () => {
    const made = await makeWorkspace({ one: {} });
    const party = await RelyingParty.discover(
      await makeApplication(made.id, { isFirstParty: true, requiresPushed: true }),
    );
    const browser = await afterPassword(made.people.one);
    const { url, checks } = await party.prepare();
    const unpushed = await party.follow(browser, url.href);
    expect(unpushed.callback?.searchParams.get("error")).toBe("invalid_request");
    const pushed = await openid.buildAuthorizationUrlWithPAR(
      party.config,
      Object.fromEntries(url.searchParams),
    );
    const reached = await party.follow(browser, pushed.href);
    await party.tokens(reached, checks);
    const again = await party.follow(browser, pushed.href);
    expect(again.callback?.searchParams.get("code") ?? null).toBeNull();
  });

  test("registration is for holders of a token with its scope alone", async () => {
    const made = await makeWorkspace({ one: {} });
    const machine = await makeApplication(made.id, {
      kind: "machine",
      grantTypes: ["client_credentials"],
      redirectUris: [],
      scopes: [],
      apiScopes: ["create:clients", "read:users"],
    });
    const party = await RelyingParty.discover(machine);
    const tokenFor = async (scope: string) =>
      (await openid.clientCredentialsGrant(party.config, { scope })).access_token;
    const metadata = { client_name: "Registered", redirect_uris: ["https://registered.example/callback"] };
    const register = (token: string | null) =>
      fetch(`${ORIGIN}/oidc/register`, {
        method: "POST",
        body: JSON.stringify(metadata),
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
      });
    for (const token of [null, "nothing", await tokenFor("read:users")])
      expect((await register(token)).status).toBeGreaterThanOrEqual(400);
    const answer = await register(await tokenFor("create:clients"));
    expect(answer.status).toBe(201);
    const { client_id: clientId, client_secret: secret } = (await answer.json()) as Record<string, string>;
    const rows =
      await sql()`select workspace_id, is_first_party from applications where id = ${clientId ?? ""}`;
    expect(rows).toMatchObject([{ workspace_id: made.id, is_first_party: false }]);
    expect(secret).toHaveLength(43);
  });

  test("CORS: an application's own origins may read its tokens and userinfo, others not", async () => {
    const made = await makeWorkspace({ one: {} });
    const application = await makeApplication(made.id, { corsOrigins: ["http://localhost:4400"] });
    const ask = (origin: string) =>
      fetch(`${ORIGIN}/oauth/token`, {
        method: "POST",
        headers: { origin },
        body: new URLSearchParams({
          grant_type: "refresh_token",
          client_id: application.clientId,
          client_secret: application.secret,
          refresh_token: "x",
        }),
      });
    expect((await ask("http://localhost:4400")).headers.get("access-control-allow-origin")).toBe(
      "http://localhost:4400",
    );
    expect((await ask("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const open = await fetch(`${ORIGIN}/.well-known/jwks.json`, {
      headers: { origin: "https://evil.example" },
    });
    expect(open.headers.get("access-control-allow-origin")).toBe("https://evil.example");
  });
});
