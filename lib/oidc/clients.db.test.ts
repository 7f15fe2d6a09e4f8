import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { askFor, makeMachine, REDIRECT_URI, useProvider } from "./testing";
import { makeSteps } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, authorize, redeem, lookAt } = makeSteps(db, url);

type Fields = Record<string, string>;

async function post(path: string, fields: Fields, headers: Fields = {}) {
  const response = await fetch(url(path), { method: "POST", body: new URLSearchParams(fields), headers });
  return { response, body: (await response.json()) as Fields };
}

test("A74 a pushed request works once, where an application must push, and a request that is not pushed never", async () => {
  const one = await pair({ application: { requiresPushed: true } });
  const { clientId, secret } = one.application;
  expect((await authorize(one)).came.error).toBe("invalid_request");
  const { query, verifier } = askFor(clientId);
  const { body } = await post("/oauth/par", { ...query, client_secret: secret ?? "" });
  const pushed = { client_id: clientId, request_uri: String(body.request_uri) };
  const at = await one.browser.authorize(pushed);
  expect((await redeem(one, at.searchParams.get("code"), verifier)).status).toBe(200);
  const again = await one.browser.authorize(pushed);
  expect(again.searchParams.get("code")).toBeNull();
});

test("A61 max_age=0 that was pushed asks anew as well", async () => {
  const one = await pair();
  const { clientId, secret } = one.application;
  const { query } = askFor(clientId, { max_age: "0" });
  const { body } = await post("/oauth/par", { ...query, client_secret: secret ?? "" });
  const at = await one.browser.authorize({ client_id: clientId, request_uri: String(body.request_uri) });
  expect(at.pathname).toMatch(/^\/interaction\//);
});

test("A61 nobody undoes a max_age=0 by the parameter that we keep it in", async () => {
  const one = await pair();
  const { came } = await authorize(one, { max_age: "0", sallyport_zero_age: "0" });
  expect((await lookAt(one, came.waiting)).kind).toBe("set_up");
  expect((await authorize(one, { sallyport_zero_age: "1" })).came.code).toBeTruthy();
});

test("A74 A81 an address that is not registered is told here and never followed", async () => {
  const one = await pair();
  for (const redirect_uri of [
    "https://evil.example/",
    `${REDIRECT_URI}/`,
    `${REDIRECT_URI}?a=b`,
    REDIRECT_URI.replace("4401", "4402"),
    "javascript:alert(1)",
    "//evil.example",
  ]) {
    const { came } = await authorize(one, { redirect_uri });
    expect(came.at.pathname + came.at.search, redirect_uri).toBe(
      "/authorization-error?error=invalid_redirect_uri",
    );
  }
});

test("A74 no PKCE, plain PKCE and other response types get no code", async () => {
  const one = await pair();
  const { query } = askFor(one.application.clientId);
  const { code_challenge: _, code_challenge_method: __, ...without } = query as Fields;
  expect((await one.browser.authorize(without)).searchParams.get("error")).toBe("invalid_request");
  expect((await authorize(one, { code_challenge_method: "plain" })).came.error).toBe("invalid_request");
  for (const response_type of ["token", "id_token", "code id_token"])
    expect((await authorize(one, { response_type })).came.error).toBe("unsupported_response_type");
});

test("a request by POST is answered, and a form that submits itself runs its own script and no other", async () => {
  const one = await pair();
  const { query } = askFor(one.application.clientId);
  const at = await one.browser.lead("/authorize", { method: "POST", body: new URLSearchParams(query) });
  expect(at.searchParams.get("code")).toBeTruthy();
  const { query: form } = askFor(one.application.clientId, { response_mode: "form_post" });
  const response = await one.browser.go(`/authorize?${new URLSearchParams(form)}`);
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self' 'sha256-");
  expect(await response.text()).toContain(`action="${REDIRECT_URI}"`);
});

test("A6 the provider's cookies are Lax and HttpOnly, and its session's is never sent to whoever is signed in", async () => {
  const one = await pair({ application: { isFirstParty: false } });
  const { query } = askFor(one.application.clientId);
  const response = await one.browser.go(`/authorize?${new URLSearchParams(query)}`);
  const set = response.headers.getSetCookie();
  expect(set.length).toBeGreaterThan(0);
  for (const line of set) {
    expect(line).toMatch(/httponly/i);
    expect(line).toMatch(/samesite=lax/i);
    expect(line).not.toContain("sallyport-oidc-session");
  }
});

test("A1 a cookie that claims somebody's session of the provider's is worth nothing", async () => {
  const one = await pair();
  await authorize(one);
  one.browser.session = `sallyport-oidc-session=${one.session.sessionId}`;
  expect((await authorize(one, { prompt: "none" })).came.error).toBe("login_required");
});

test("registration is for holders of a token of the management API with its scope alone", async () => {
  const { workspaceId } = await makeWorkspace(db);
  const { clientId, secret } = await makeMachine(db, workspaceId, ["create:clients", "read:users"]);
  const tokenFor = async (scope: string) => {
    const fields = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret ?? "",
      scope,
    };
    return (await post("/oauth/token", fields)).body.access_token;
  };
  const metadata = { client_name: "Registered", redirect_uris: ["https://registered.example/callback"] };
  const register = (token: string | null | undefined) =>
    fetch(url("/oidc/register"), {
      method: "POST",
      body: JSON.stringify(metadata),
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
  for (const token of [null, "nothing", await tokenFor("read:users")])
    expect((await register(token)).status).toBeGreaterThanOrEqual(400);
  const answer = await register(await tokenFor("create:clients"));
  expect(answer.status).toBe(201);
  const made = (await answer.json()) as Fields;
  const rows =
    await sql`select workspace_id, is_first_party, grant_types from applications where id = ${made.client_id ?? ""}`;
  expect(rows).toMatchObject([{ workspace_id: workspaceId, is_first_party: false }]);
  expect(Buffer.from(made.client_secret ?? "", "base64url")).toHaveLength(32);
});

test("an application's own origins may read its answers, others not; keys are for everybody", async () => {
  const one = await pair({ application: { corsOrigins: ["https://spa.example"] } });
  const { clientId, secret } = one.application;
  const fields = {
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: secret ?? "",
    refresh_token: "x",
  };
  const allowed = async (origin: string) =>
    (await post("/oauth/token", fields, { origin })).response.headers.get("access-control-allow-origin");
  expect(await allowed("https://spa.example")).toBe("https://spa.example");
  expect(await allowed("https://evil.example")).toBeNull();
  const keys = await fetch(url("/.well-known/jwks.json"), { headers: { origin: "https://evil.example" } });
  expect(keys.headers.get("access-control-allow-origin")).toBe("https://evil.example");
});

test("discovery names what there is, and no workspace's own scopes", async () => {
  await pair();
  const answer = await fetch(url("/.well-known/openid-configuration"));
  const issuer = "http://localhost:3000";
  expect(await answer.json()).toMatchObject({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    userinfo_endpoint: `${issuer}/userinfo`,
    device_authorization_endpoint: `${issuer}/oauth/device/code`,
    end_session_endpoint: `${issuer}/oidc/logout`,
    registration_endpoint: `${issuer}/oidc/register`,
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    backchannel_logout_supported: true,
  });
});
