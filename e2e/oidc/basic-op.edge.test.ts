// One file: the certification plan's modules by their names, in its order.
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import * as openid from "openid-client";
import { beforeAll, describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp, succeed } from "../http/person";
import { makeWorkspace, PASSWORD, type Person } from "../people";
import { CALLBACK, type MadeApplication, makeApplication, requestOf } from "./applications";
import { errorOf, RelyingParty, stepUp } from "./relying-party";

/** The modules of the OpenID Connect Basic OP certification plan that apply, by their names. */

let application: MadeApplication;
let party: RelyingParty;
let person: Person;
let colleague: Person;
let workspaceId: string;

beforeAll(async () => {
  const made = await makeWorkspace({ person: { name: "Ada Byron" }, colleague: {} });
  workspaceId = made.id;
  ({ person, colleague } = made.people);
  application = await makeApplication(workspaceId);
  party = await RelyingParty.discover(application);
});

/** Somebody with an authenticator app, signed in with it, and an application of theirs: a code works once. */
async function keeperOf() {
  const made = await makeWorkspace({ keeper: { totp: true } });
  const own = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
  return { keeper: made.people.keeper, browser: await afterTotp(made.people.keeper), party: own };
}

/** As if everything had been proved so long ago. */
const ageProofs = ({ id }: Person, seconds: number) => sql()`
  update sessions set proofs = (
    select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - make_interval(secs => ${seconds})))
    from jsonb_array_elements(proofs) p)
  where user_id = ${id}`;

const ask = async (browser: HttpBrowser, params: Record<string, string>) => {
  const { url } = await party.prepare(params);
  return party.follow(browser, url.href);
};

describe("OIDCC", () => {
  test("oidcc-server: discovery, a code, an ID token signed with a published key and named by kid", async () => {
    const { tokens, claims } = await party.signIn(await afterPassword(person));
    const idToken = String(tokens.id_token);
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: "RS256", kid: expect.any(String) });
    const keys = createRemoteJWKSet(new URL(`${ORIGIN}/.well-known/jwks.json`));
    const options = { issuer: ORIGIN, audience: application.clientId };
    await expect(jwtVerify(idToken, keys, options)).resolves.toBeTruthy();
    expect(claims).toMatchObject({ sub: person.id, iss: ORIGIN, acr: "aal1", amr: ["pwd"] });
  });

  test("oidcc-response-type-missing: an error at the application, no code", async () => {
    const { address } = requestOf(application.clientId);
    const url = address.replace("response_type=code&", "");
    const reached = await party.follow(await afterPassword(person), url);
    expect(errorOf(reached)).toBe("invalid_request");
    for (const type of ["token", "id_token", "code id_token", "none"])
      expect(errorOf(await ask(new HttpBrowser(), { response_type: type }))).toBe(
        "unsupported_response_type",
      );
  });

  test("oidcc-userinfo-get, -post-header, -post-body: the same claims three ways, and none with a wrong token", async () => {
    const { tokens } = await party.signIn(await afterPassword(person));
    const token = tokens.access_token;
    const bearer = { authorization: `Bearer ${token}` };
    const answers = await Promise.all([
      fetch(`${ORIGIN}/userinfo`, { headers: bearer }),
      fetch(`${ORIGIN}/userinfo`, { method: "POST", headers: bearer }),
      fetch(`${ORIGIN}/userinfo`, { method: "POST", body: new URLSearchParams({ access_token: token }) }),
    ]);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ sub: person.id });
    const wrong = await fetch(`${ORIGIN}/userinfo`, { headers: { authorization: "Bearer nothing" } });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toContain('error="invalid_token"');
    const inAddress = await fetch(`${ORIGIN}/userinfo?access_token=${token}`);
    expect(inAddress.status).toBe(400);
  });

  test("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", async () => {
    const browser = await afterPassword(person);
    await party.signIn(browser);
    const { url, checks } = await party.prepare({}, false);
    const tokens = await party.tokens(await party.follow(browser, url.href), checks);
    expect(tokens.claims()?.nonce).toBeUndefined();
  });

  test.each([
    ["profile", "openid profile", { name: "Ada Byron", locale: "en" }],
    ["email", "openid email", { email: expect.stringContaining("@"), email_verified: true }],
    ["all", "openid profile email", { name: "Ada Byron", email: expect.any(String) }],
    ["other order", "email openid", { email: expect.any(String) }],
  ])("oidcc-scope-%s: what was asked for and nothing else", async (_name, scope, claims) => {
    const { tokens } = await party.signIn(await afterPassword(person), { scope });
    const info = await openid.fetchUserInfo(party.config, tokens.access_token, person.id);
    expect(info).toMatchObject(claims);
    if (!scope.includes("email")) expect(info).not.toHaveProperty("email");
    if (!scope.includes("profile")) expect(info).not.toHaveProperty("name");
  });

  test("oidcc-scope-address, -phone: scopes that there are none of are passed over", async () => {
    const { tokens } = await party.signIn(await afterPassword(person), { scope: "openid address phone" });
    expect(tokens.scope).toBe("openid");
  });

  test.each([
    ["oidcc-display-page", { display: "page" }],
    ["oidcc-display-popup", { display: "popup" }],
    ["oidcc-ensure-request-with-unknown-parameter-succeeds", { extra: "foobar" }],
    ["oidcc-login-hint", { login_hint: "somebody@elsewhere.example" }],
    ["oidcc-ui-locales", { ui_locales: "se de" }],
    ["oidcc-claims-locales", { claims_locales: "se" }],
  ])("%s", async (_name, params: Record<string, string>) => {
    const { claims } = await party.signIn(await afterPassword(person), params);
    expect(claims?.sub).toBe(person.id);
  });

  test("A61 oidcc-prompt-login: who is signed in proves it again, once, and auth_time is the new one", async () => {
    const { keeper, browser, party } = await keeperOf();
    const { claims: before } = await party.signIn(browser);
    await ageProofs(keeper, 100);
    const { url, checks } = await party.prepare({ prompt: "login" });
    const asked = await party.follow(browser, url.href);
    expect(asked.waiting?.page).toBe("interaction");
    if (!asked.waiting) throw new Error("nothing was asked");
    const unproved = await party.resume(browser, asked.waiting);
    expect(unproved.waiting?.page).toBe("interaction");
    await stepUp(browser);
    if (!unproved.waiting) throw new Error("nothing was asked");
    const tokens = await party.tokens(await party.resume(browser, unproved.waiting), checks);
    expect(Number(tokens.claims()?.auth_time)).toBeGreaterThanOrEqual(Number(before?.auth_time));
    expect(tokens.claims()).toMatchObject({ acr: "aal2", sub: keeper.id });
  });

  test("A77 oidcc-prompt-none-not-logged-in: an error, never a screen", async () => {
    expect(errorOf(await ask(new HttpBrowser(), { prompt: "none" }))).toBe("login_required");
  });

  test("A77 oidcc-prompt-none-logged-in: a code without a screen, where nothing is missing", async () => {
    const browser = await afterPassword(person);
    await party.signIn(browser);
    const { url, checks } = await party.prepare({ prompt: "none" });
    const tokens = await party.tokens(await party.follow(browser, url.href), checks);
    expect(tokens.claims()?.sub).toBe(person.id);
  });

  test("A77 prompt=none skips neither consent, proof, set-up nor a half signed-in session", async () => {
    const made = await makeWorkspace({ plain: {}, half: { totp: true }, pending: { isRequired: true } });
    const other = await RelyingParty.discover(await makeApplication(made.id));
    const none = async (browser: HttpBrowser, params: Record<string, string> = {}) => {
      const { url } = await other.prepare({ prompt: "none", ...params });
      return errorOf(await other.follow(browser, url.href));
    };
    const plain = await afterPassword(made.people.plain);
    expect(await none(plain)).toBe("consent_required");
    expect(await none(plain, { scope: "openid payment" })).toBe("interaction_required");
    expect(await none(await afterPassword(made.people.half))).toBe("login_required");
    expect(await none(await afterPassword(made.people.pending))).toBe("interaction_required");
  });

  test("A61 oidcc-max-age-1: asked again, and fresh afterwards", async () => {
    const { keeper, browser, party } = await keeperOf();
    await party.signIn(browser);
    await ageProofs(keeper, 5);
    const { url, checks } = await party.prepare({ max_age: "1" });
    const asked = await party.follow(browser, url.href);
    expect(asked.waiting?.page).toBe("interaction");
    await stepUp(browser);
    if (!asked.waiting) throw new Error("nothing was asked");
    const tokens = await party.tokens(await party.resume(browser, asked.waiting), checks);
    const age = Date.now() / 1_000 - Number(tokens.claims()?.auth_time);
    expect(age).toBeLessThan(30);
  });

  test("A61 oidcc-max-age-10000: not asked again", async () => {
    const { claims } = await party.signIn(await afterPassword(person), { max_age: "10000" });
    expect(claims?.auth_time).toEqual(expect.any(Number));
  });

  test("oidcc-id-token-hint: the same person gets through, another does not", async () => {
    const browser = await afterPassword(person);
    const { tokens } = await party.signIn(browser);
    const hint = { prompt: "none", id_token_hint: String(tokens.id_token) };
    expect((await ask(browser, hint)).callback?.searchParams.get("code")).toBeTruthy();
    expect(errorOf(await ask(await afterPassword(colleague), hint))).toBe("login_required");
  });

  test("oidcc-ensure-request-with-acr-values-succeeds", async () => {
    const { browser, party } = await keeperOf();
    const { claims } = await party.signIn(browser, { acr_values: "urn:other aal2 aal1" });
    expect(claims?.acr).toBe("aal2");
  });

  test("oidcc-claims-essential: a claim is asked for by name, and given after consent", async () => {
    const wanted = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { tokens } = await party.signIn(await afterPassword(person), { claims: wanted });
    const info = await openid.fetchUserInfo(party.config, tokens.access_token, person.id);
    expect(info.name).toBe("Ada Byron");
  });

  test.each([
    ["oidcc-codereuse", "0 seconds"],
    ["oidcc-codereuse-30seconds", "30 seconds"],
  ])("A75 %s: a code works once, and its second use ends what the first one got", async (_name, later) => {
    const { tokens, reached, checks } = await party.signIn(await afterPassword(person));
    await sql()`update artifacts set consumed_at = consumed_at - ${later}::interval where kind = 'AuthorizationCode'`;
    await expect(party.tokens(reached, checks)).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(openid.fetchUserInfo(party.config, tokens.access_token, person.id)).rejects.toThrow();
  });

  test("A74 A81 oidcc-ensure-registered-redirect-uri: an unregistered address is told here and never followed", async () => {
    for (const address of [
      "https://evil.example/callback",
      `${CALLBACK}/`,
      `${CALLBACK}?a=b`,
      "http://localhost:4401/callback",
      "http://127.0.0.1:4400/callback",
      "HTTP://LOCALHOST:4400/callback",
      "javascript:alert(1)",
      "//evil.example",
    ]) {
      const reached = await ask(await afterPassword(person), { redirect_uri: address });
      expect(reached.location, address).toBe("/authorization-error?error=invalid_redirect_uri");
    }
    const { address } = requestOf("nobody");
    expect((await party.follow(new HttpBrowser(), address)).location).toBe(
      "/authorization-error?error=invalid_client",
    );
  });

  test("oidcc-ensure-post-request-succeeds", async () => {
    const browser = await afterPassword(person);
    await party.signIn(browser);
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, "/authorize", { method: "POST", body: url.searchParams });
    const tokens = await party.tokens(reached, checks);
    expect(tokens.claims()?.sub).toBe(person.id);
  });

  test("oidcc-server-client-secret-post", async () => {
    const made = await makeApplication(workspaceId, { authMethod: "client_secret_post" });
    const poster = await RelyingParty.discover(made, "post");
    const { claims } = await poster.signIn(await afterPassword(person));
    expect(claims?.sub).toBe(person.id);
  });

  test("A74 oidcc-ensure-request-with-valid-pkce-succeeds: and none without, with plain or with a wrong verifier", async () => {
    const browser = await afterPassword(person);
    await party.signIn(browser);
    const { address } = requestOf(application.clientId);
    const without = address.replace(/&code_challenge=[^&]+/, "").replace(/&code_challenge_method=S256/, "");
    expect(errorOf(await party.follow(browser, without))).toBe("invalid_request");
    const plain = address.replace("code_challenge_method=S256", "code_challenge_method=plain");
    expect(errorOf(await party.follow(browser, plain))).toBe("invalid_request");
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, url.href);
    const wrong = { ...checks, verifier: openid.randomPKCECodeVerifier() };
    await expect(party.tokens(reached, wrong)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  test("A74 the answer says who gives it (RFC 9207), an error too", async () => {
    const browser = await afterPassword(person);
    await party.signIn(browser);
    const { url } = await party.prepare();
    expect((await party.follow(browser, url.href)).callback?.searchParams.get("iss")).toBe(ORIGIN);
    const refused = await ask(new HttpBrowser(), { prompt: "none" });
    expect(refused.callback?.searchParams.get("iss")).toBe(ORIGIN);
  });

  test("oidcc-request-uri-unsigned, -unsigned-request-object: refused as not supported, as discovery says", async () => {
    expect(errorOf(await ask(new HttpBrowser(), { request: "e30.e30." }))).toBe("request_not_supported");
    const server = party.config.serverMetadata();
    expect(server.request_parameter_supported).not.toBe(true);
    expect(server.request_uri_parameter_supported).toBe(false);
  });

  test("discovery names what there is, and no workspace's own scopes", () => {
    expect(party.config.serverMetadata()).toMatchObject({
      issuer: ORIGIN,
      authorization_endpoint: `${ORIGIN}/authorize`,
      token_endpoint: `${ORIGIN}/oauth/token`,
      revocation_endpoint: `${ORIGIN}/oauth/revoke`,
      introspection_endpoint: `${ORIGIN}/oauth/introspect`,
      userinfo_endpoint: `${ORIGIN}/userinfo`,
      device_authorization_endpoint: `${ORIGIN}/oauth/device/code`,
      end_session_endpoint: `${ORIGIN}/oidc/logout`,
      registration_endpoint: `${ORIGIN}/oidc/register`,
      pushed_authorization_request_endpoint: `${ORIGIN}/oauth/par`,
      jwks_uri: `${ORIGIN}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      acr_values_supported: ["aal1", "aal2", "phr", expect.stringContaining("multi-factor")],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      backchannel_logout_supported: true,
    });
  });

  test("A13 the password never passes through an application: there is no such grant", async () => {
    const body = new URLSearchParams({
      grant_type: "password",
      username: person.email,
      password: PASSWORD,
      client_id: application.clientId,
      client_secret: application.secret,
    });
    const answer = await fetch(`${ORIGIN}/oauth/token`, { method: "POST", body });
    expect(await answer.json()).toMatchObject({ error: "unsupported_grant_type" });
  });

  test("somebody who is not signed in comes back to the same request after signing in", async () => {
    const browser = new HttpBrowser();
    const { url, checks } = await party.prepare({ scope: "openid orders" });
    const first = await party.follow(browser, url.href);
    expect(first.waiting?.page).toBe("interaction");
    await succeed(browser, "signIn", { email: person.email, password: PASSWORD });
    if (!first.waiting) throw new Error("nothing was asked");
    const asked = await party.resume(browser, first.waiting);
    const tokens = await party.tokens(await party.consent(browser, asked, ["orders"]), checks);
    expect(tokens.claims()?.sub).toBe(person.id);
    expect(tokens.scope).toBe("openid orders");
  });
});
