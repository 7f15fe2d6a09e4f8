import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { ORIGIN } from "../http/browser";
import { afterPassword } from "../http/person";
import { makeWorkspace } from "../people";
import { makeApplication } from "./applications";
import { RelyingParty } from "./relying-party";

const _refresh = (party: RelyingParty, token: string) => openid.refreshTokenGrant(party.config, token);

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
