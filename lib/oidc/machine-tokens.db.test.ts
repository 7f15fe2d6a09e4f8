import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from "jose";
import { expect, test } from "vitest";
import { hashToken } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { listSigningKeys, resealSigningKeys, rotateSigningKey } from "./keys/service";
import { verifyAccessToken } from "./service";
import { makeApplication, makeMachine, useProvider } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const { url } = useProvider(db);

const API = "http://localhost:3000/api/v2/";

type Answer = { status: number; body: Record<string, unknown> };

async function ask(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: "client_credentials", ...fields });
  const response = await fetch(url("/oauth/token"), { method: "POST", body, headers });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

async function machine(apiScopes?: string[]) {
  const { workspaceId } = await makeWorkspace(db);
  const { clientId, secret } = await makeMachine(db, workspaceId, apiScopes);
  const credentials = { client_id: clientId, client_secret: secret ?? "" };
  return { workspaceId, clientId, secret: secret ?? "", credentials };
}

async function tokenOf(credentials: Record<string, string>, scope = "read:users"): Promise<string> {
  const { body } = await ask({ ...credentials, scope });
  return String(body.access_token);
}

const verify = (token: string) => verifyAccessToken(db, `Bearer ${token}`);

test("a machine gets a token of RFC 9068 for the management API, signed with a published key", async () => {
  const { clientId, credentials, workspaceId } = await machine();
  const { status, body } = await ask({ ...credentials, scope: "read:users" });
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: "Bearer", scope: "read:users", expires_in: 3_600 });
  const token = String(body.access_token);
  expect(decodeProtectedHeader(token)).toMatchObject({ typ: "at+jwt", alg: "RS256" });
  expect(decodeJwt(token)).toMatchObject({ iss: "http://localhost:3000", aud: API, client_id: clientId });
  const { keys } = (await (await fetch(url("/.well-known/jwks.json"))).json()) as { keys: { kid: string }[] };
  expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid);
  const verified = await verify(token);
  expect(verified).toMatchObject({ workspaceId, clientId, userId: null });
  expect([...verified.scopes]).toEqual(["read:users"]);
});

test("a machine that names no scope gets all of its own, and the answer says so", async () => {
  const { credentials } = await machine(["read:users", "update:users"]);
  const { body } = await ask({ ...credentials, audience: API });
  expect(body.scope).toBe("read:users update:users");
  expect([...(await verify(String(body.access_token))).scopes]).toEqual(["read:users", "update:users"]);
});

test.each([
  ["audience", API],
  ["audience", API.slice(0, -1)],
  ["resource", API],
])("the management API is asked for by %s %s", async (name, value) => {
  const { credentials } = await machine();
  const { body } = await ask({ ...credentials, [name]: value, scope: "update:users" });
  expect(decodeJwt(String(body.access_token)).aud).toBe(API);
});

test("A82 the secret counts in the header and in the body alike, and a wrong one in neither", async () => {
  const { clientId, secret, credentials } = await machine();
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`${clientId}:${password}`).toString("base64")}`,
  });
  expect((await ask({}, basic(secret))).status).toBe(200);
  expect((await ask(credentials)).status).toBe(200);
  for (const answer of [
    await ask({}, basic("wrong")),
    await ask({ ...credentials, client_secret: "wrong" }),
    await ask({ ...credentials, client_secret: "kept as a hash" }),
    await ask({ client_id: clientId }),
  ])
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
});

test("A82 a secret is kept as its hash alone", async () => {
  const { secret } = await machine();
  const rows = await sql`select to_jsonb(s)::text as row from application_secrets s`;
  const held = rows.map(({ row }) => String(row)).join("\n");
  expect(held).not.toContain(secret);
  expect(held).toContain(hashToken(secret));
});

test("a machine gets no scope beyond its own, and no other resource", async () => {
  const { credentials } = await machine(["read:users"]);
  const { body } = await ask({ ...credentials, scope: "read:users delete:users" });
  expect(body.scope).toBe("read:users");
  expect(await ask({ ...credentials, audience: "https://elsewhere.example/" })).toMatchObject({
    status: 400,
    body: { error: "invalid_target" },
  });
});

test("only a machine may act for itself", async () => {
  const { workspaceId } = await makeWorkspace(db);
  const { clientId, secret } = await makeApplication(db, workspaceId);
  const answer = await ask({ client_id: clientId, client_secret: secret ?? "" });
  expect(answer).toMatchObject({ status: 400, body: { error: "invalid_request" } });
});

test("A8 a token is refused from the moment its application is switched off, or its tokens called back", async () => {
  const off = await machine();
  const called = await machine();
  const tokens = [await tokenOf(off.credentials), await tokenOf(called.credentials)] as const;
  for (const token of tokens) await verify(token);
  await sql`update applications set disabled_at = now() where id = ${off.clientId}`;
  await sql`update applications set tokens_valid_from = now() + interval '2 seconds' where id = ${called.clientId}`;
  for (const token of tokens)
    expect(await codeOf(verifyAccessToken(connect(), `Bearer ${token}`))).toBe("access_token_invalid");
  expect((await ask(off.credentials)).status).toBe(401);
});

test("A8 a scope that the application lost is not among those of its tokens any more", async () => {
  const { clientId, credentials } = await machine();
  const token = await tokenOf(credentials, "read:users update:users");
  await sql`update applications set api_scopes = array['read:users'] where id = ${clientId}`;
  const verified = await verify(token);
  expect([...verified.scopes]).toEqual(["read:users"]);
});

test("A82 a JWT is revoked by its own application alone, on record, and refused from then on", async () => {
  const own = await machine();
  const other = await machine();
  const token = await tokenOf(own.credentials);
  const revoke = async (credentials: Record<string, string>, presented: string) => {
    const body = new URLSearchParams({ ...credentials, token: presented });
    const response = await fetch(url("/oauth/revoke"), { method: "POST", body });
    return { status: response.status, text: await response.text() };
  };
  expect(await revoke(other.credentials, token)).toMatchObject({
    status: 400,
    text: expect.stringContaining("another application's"),
  });
  expect((await revoke({ ...own.credentials, client_secret: "wrong" }, token)).status).toBe(401);
  await verify(token);
  expect(await revoke(own.credentials, token)).toEqual({ status: 200, text: "" });
  expect(await codeOf(verifyAccessToken(connect(), `Bearer ${token}`))).toBe("access_token_invalid");
  await verify(await tokenOf(own.credentials));
  const forged = `${token.slice(0, -8)}AAAAAAAA`;
  for (const dead of [token, forged]) expect((await revoke(own.credentials, dead)).status).toBe(200);
  const events = await sql`select actor_id, actor_kind from audit_events where action = 'token.revoked'`;
  expect(events).toEqual([{ actor_id: own.clientId, actor_kind: "client" }]);
});

test("A82 a token of another issuer, audience, type, algorithm or age is refused, and so is none", async () => {
  const { clientId } = await machine();
  const [key] = await listSigningKeys(db);
  const signing = await importJWK(key ?? {}, "RS256");
  const make = (claims: object, header: object = {}, expires = "1h") =>
    new SignJWT({ jti: "j", client_id: clientId, scope: "read:users", ...claims })
      .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: key?.kid, ...header })
      .setIssuedAt()
      .setSubject(clientId)
      .setExpirationTime(expires)
      .sign(signing);
  const right = { iss: "http://localhost:3000", aud: API };
  await verify(await make(right));
  const wrong = [
    await make({ ...right, iss: "https://evil.example" }),
    await make({ ...right, aud: clientId }),
    await make(right, { typ: "JWT" }),
    await make(right, { kid: "unknown" }),
    await make(right, {}, "1s ago"),
    `${await make(right)}x`,
    "e30.e30.",
  ];
  for (const token of wrong) expect(await codeOf(verify(token))).toBe("access_token_invalid");
  for (const header of [null, "", "Bearer", `Basic ${await make(right)}`])
    expect(await codeOf(verifyAccessToken(db, header))).toBe("access_token_invalid");
});

test("A28 a signing key is kept sealed, made once by two who start at once, and replaced with an overlap of 30 days", async () => {
  const { credentials } = await machine();
  const before = await tokenOf(credentials);
  const rows = await sql`select private_jwk from signing_keys`;
  expect(rows.map((row) => String(row.private_jwk).startsWith("v1.k1."))).toEqual([true]);
  const { kid } = await rotateSigningKey(db);
  const after = await tokenOf(credentials);
  expect(decodeProtectedHeader(after).kid).toBe(kid);
  expect(decodeProtectedHeader(before).kid).not.toBe(kid);
  for (const token of [before, after]) await verify(token);
  const { keys } = (await (await fetch(url("/.well-known/jwks.json"))).json()) as { keys: { kid: string }[] };
  const kids = [kid, String(decodeProtectedHeader(before).kid)];
  expect(keys.map((key) => key.kid)).toEqual(kids);
  await sql`update signing_keys set superseded_at = now() - interval '31 days' where kid = ${String(kids[1])}`;
  expect((await listSigningKeys(db)).map((key) => key.kid)).toEqual([kid]);
  expect(await resealSigningKeys(db)).toBe(0);
  await sql`delete from signing_keys`;
  const [one, other] = await Promise.all([listSigningKeys(db), listSigningKeys(connect())]);
  expect(one.map((key) => key.kid)).toEqual(other.map((key) => key.kid));
  expect(one).toHaveLength(1);
});

test("the issuer's addresses are its own, whatever Host or X-Forwarded-Host a request names", async () => {
  const response = await fetch(url("/.well-known/openid-configuration"), {
    headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", forwarded: "host=evil" },
  });
  const text = await response.text();
  expect(text).not.toContain("evil");
  expect(JSON.parse(text)).toMatchObject({
    issuer: "http://localhost:3000",
    token_endpoint: "http://localhost:3000/oauth/token",
    jwks_uri: "http://localhost:3000/.well-known/jwks.json",
  });
});
