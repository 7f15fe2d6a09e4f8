import { expect, test } from "vitest";
import { sql } from "../browser/rows";
import { ORIGIN } from "../http/browser";
import { askGraph, askGraphAs, readGraph, subscribe } from "../http/graphql";
import { afterPassword, afterTotp } from "../http/person";
import { makeProgram, tokenOf } from "../http/program";
import { makeWorkspace } from "../people";

const bearer = async (workspaceId: string, ...scopes: Parameters<typeof makeProgram>[1][]) => ({
  authorization: `Bearer ${await tokenOf(await makeProgram(workspaceId, ...scopes))}`,
});
const SET = `mutation ($username: String!, $required: Boolean!) {
  setUser2faRequired(username: $username, required: $required) { success message username requires2fa } }`;
const STATUS = `query ($username: String!) {
  user2faStatus(username: $username) { username subject requires2fa passkeyEnrolled passkeyCount passkeyEnrolledAt } }`;

test("a program requires a second factor of a user, and their next sign-in leads to set-up", async () => {
  const { id, people } = await makeWorkspace({ member: {} });
  const token = await bearer(id);
  const { email: username, id: subject } = people.member;
  const { data } = await askGraph(token, SET, { username, required: true });
  expect(data?.setUser2faRequired).toMatchObject({ success: true, username, requires2fa: true });
  const status = await askGraph(token, STATUS, { username });
  expect(status.data?.user2faStatus).toMatchObject({ username, subject, requires2fa: true, passkeyCount: 0 });
  const browser = await afterPassword(people.member);
  expect((await browser.request("/dashboard")).headers.get("location")).toContain("/setup-mfa");
  const unknown = await askGraph(token, SET, { username: "nobody@nowhere.example", required: true });
  expect(unknown.data?.setUser2faRequired).toMatchObject({ success: false, requires2fa: null });
});

test("A82 nobody is answered without a token in `Authorization: Bearer`, the schema's questions too", async () => {
  const { id, people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
  });
  const { authorization } = await bearer(id);
  const token = authorization.slice("Bearer ".length);
  const forms: Record<string, string>[] = [
    {},
    { authorization: token },
    { authorization: `Basic ${Buffer.from(`x:${token}`).toString("base64")}` },
    { cookie: `access_token=${token}` },
    { "x-api-key": token },
  ];
  for (const headers of forms)
    for (const query of ["{ factors { name } }", "{ __schema { queryType { name } } }"]) {
      const answer = await askGraph(headers, query);
      expect(answer).toMatchObject({
        status: 401,
        data: null,
        errors: [{ extensions: { code: "access_token_invalid" } }],
      });
    }
  const address = `${ORIGIN}/api/graphql?access_token=${token}`;
  expect((await fetch(address, { method: "POST", headers: { authorization } })).status).toBe(400);
  const get = `${ORIGIN}/api/graphql?query=${encodeURIComponent("{ factors { name } }")}`;
  expect((await fetch(get, { headers: { authorization } })).status).toBe(405);
  const browser = await afterTotp(people.admin);
  const bare = await browser.request("/api/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN },
    body: JSON.stringify({ query: "{ factors { name } }" }),
  });
  expect(await readGraph(bare)).toMatchObject({
    status: 403,
    errors: [{ extensions: { code: "bad_origin" } }],
  });
});

test("a signed-in administrator asks with cookie and anti-forgery token; a member and half a sign-in do not", async () => {
  const { people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    half: { totp: true },
    member: {},
  });
  const admin = await afterTotp(people.admin);
  const { data, errors } = await askGraphAs(admin, SET, { username: people.member.email, required: true });
  expect(errors).toEqual([]);
  expect(data?.setUser2faRequired).toMatchObject({ success: true });
  const half = await askGraphAs(await afterPassword(people.half), "{ factors { name } }");
  expect(half).toMatchObject({ status: 403, errors: [{ extensions: { code: "mfa_challenge_required" } }] });
  const plain = await makeWorkspace({ member: {} });
  const member = await askGraphAs(await afterPassword(plain.people.member), "{ factors { name } }");
  expect(member).toMatchObject({ status: 403, errors: [{ extensions: { code: "missing_right" } }] });
});

test("A23 a signed-in administrator whose proof is old is told in RFC 9470's words what would do", async () => {
  const { people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    member: {},
  });
  const admin = await afterTotp(people.admin);
  await sql()`update sessions set proofs = (
      select jsonb_agg(p || jsonb_build_object('at', to_char(now() - interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
      from jsonb_array_elements(proofs) p)
    where user_id = ${people.admin.id}`;
  const { data, errors } = await askGraphAs(admin, SET, { username: people.member.email, required: true });
  expect(data).toEqual({ setUser2faRequired: null });
  expect(errors).toMatchObject([
    { extensions: { code: "step_up_required", acr_values: "aal2", max_age: "300", challenge: ["totp"] } },
  ]);
});

test("GraphiQL is this server's own, for signed-in administrators alone", async () => {
  const { people } = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true } });
  const admin = await afterTotp(people.admin);
  const accept = { headers: { accept: "text/html" } };
  const page = await admin.request("/api/graphql", accept);
  const policy = page.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|script-src[^;]*'unsafe/);
  const html = await page.text();
  expect(html).toContain("YogaGraphiQL");
  expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  expect((await fetch(`${ORIGIN}/api/graphql`, accept)).status).toBe(401);
});

test("A66 a change is told to whoever follows it, while their token holds, and to no other workspace", async () => {
  const { id, people } = await makeWorkspace({ member: {}, other: {} });
  const stranger = await makeWorkspace({ member: {} });
  const program = await makeProgram(id);
  const token = { authorization: `Bearer ${await tokenOf(program)}` };
  const query = "subscription { twoFactorStatusChanged { cause user { userId status } } }";
  const own = await subscribe(token, query);
  const one = await subscribe(token, query.replace("Changed", `Changed(userId: "${people.other.id}")`));
  const theirs = await subscribe(await bearer(stranger.id), query);
  expect(own.response.headers.get("content-type")).toContain("text/event-stream");
  const set = (username: string) => askGraph(token, SET, { username, required: true });
  await set(people.member.email);
  const told = (userId: string) => ({
    name: "next",
    data: {
      data: { twoFactorStatusChanged: { cause: "requirement.set", user: { userId, status: "PENDING" } } },
    },
  });
  expect(await own.next()).toEqual(told(people.member.id));
  await set(people.other.email);
  expect(await own.next()).toEqual(told(people.other.id));
  expect(await one.next()).toEqual(told(people.other.id));
  await askGraph(await bearer(stranger.id), SET, { username: stranger.people.member.email, required: true });
  expect(await theirs.next()).toEqual(told(stranger.people.member.id));
  await sql()`update applications set disabled_at = now() where id = ${program.clientId}`;
  await sql()`select pg_notify('sallyport', ${`status:${id}\nrequirement.set ${people.member.id}`})`;
  const last = await own.next();
  expect(last?.data.errors).toMatchObject([{ extensions: { code: "access_token_invalid" } }]);
  one.close();
  theirs.close();
});

test("each scope is needed, and limits hold on the running server", async () => {
  const { id, people } = await makeWorkspace({ member: {} });
  const reader = await bearer(id, ["read:users"]);
  const { errors } = await askGraph(reader, SET, { username: people.member.email, required: true });
  expect(errors).toMatchObject([{ extensions: { code: "insufficient_scope", classification: "FORBIDDEN" } }]);
  const aliases = Array.from({ length: 500 }, (_, n) => `a${n}: factors { name }`).join(" ");
  const refused = await askGraph(await bearer(id), `{ ${aliases} }`);
  expect(refused).toMatchObject({ status: 400, data: null });
});
