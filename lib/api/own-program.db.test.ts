import { expect, test } from "vitest";
import { makeAdmin } from "../admin/policies/testing";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import type { Actor } from "../flows/context";
import { CLIENT, daysFromNow, makeUser, makeWorkspace, setPolicy } from "../identity/testing";
import { createProgram } from "../oidc/programs/service";
import { useProvider } from "../oidc/testing";
import { authenticate } from "./authenticate";
import { SCOPE_NAMES } from "./core/scopes";
import { handleRest } from "./rest/app";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);

const RIGHTS = ["manage_user_rights", "manage_applications", "view_audit_log"];
const REASON = "Key is on its way";

/** A program of an administrator's, called with the secret that they were shown. */
async function programOf(admin: Actor) {
  const input = { name: "Mine", scopes: [...SCOPE_NAMES], policies: null };
  const { clientId, secret } = await createProgram(db, admin, input);
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: secret,
  });
  const answer = await fetch(url("/oauth/token"), { method: "POST", body });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return async (method: string, path: string, sent: object): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const request = new Request(`http://localhost:3000/api/v2${path}`, {
      method,
      headers,
      body: JSON.stringify(sent),
    });
    return (await handleRest(request, { db, client: CLIENT, authenticate })).status;
  };
}

type Call = (id: string) => [method: string, path: string, sent: object];

const CALLS: Record<string, Call> = {
  "issues no access pass": (id) => ["POST", "/access-passes", { user_id: id, reason: REASON }],
  exempts: (id) => [
    "PUT",
    `/mfa-requirements/users/${id}/exemption`,
    { reason: REASON, ends_on: daysFromNow(5).toISOString().slice(0, 10) },
  ],
  "unticks the box": (id) => ["PUT", `/mfa-requirements/users/${id}`, { required: false }],
};

test.each(Object.keys(CALLS))(
  "nobody does to themselves by way of a program of theirs what they may not: %s",
  async (name) => {
    const place = await makeWorkspace(db);
    const admin = await makeAdmin(db, place, { role: "administrator", rights: RIGHTS });
    const other = await makeUser(db, place);
    await sql`update users set required_since = now(), required_by = 'usr_owner' where workspace_id = ${place.workspaceId}`;
    const call = await programOf(admin);
    const on = CALLS[name] as Call;
    expect(await call(...on(admin.subject.user.id))).toBe(409);
    expect(await call(...on(other.id))).toBeLessThan(300);
  },
);

test("a program moves nobody out of a stricter policy who knows its secret", async () => {
  const place = await makeWorkspace(db);
  await setPolicy(db, place.workspaceId, { mode: "required" });
  const admin = await makeAdmin(db, place, { role: "administrator", rights: RIGHTS });
  const other = await makeUser(db, place);
  await sql`insert into policies (workspace_id, id, name, mode, methods, is_default, since)
    select workspace_id, 'pol_loose', 'Loose', 'optional', methods, false, now() from policies
    where workspace_id = ${place.workspaceId}`;
  const call = await programOf(admin);
  const move = (id: string) => call("POST", "/authentication-policies/pol_loose/users", { user_ids: [id] });
  expect(await move(admin.subject.user.id)).toBe(409);
  expect(await move(other.id)).toBe(200);
});

test("a program loosens no policy whose only people are those who know its secret", async () => {
  const place = await makeWorkspace(db);
  await sql`insert into policies (workspace_id, id, name, mode, methods, is_default, since)
    select workspace_id, 'pol_admins', 'Admins', 'required', methods, false, now() from policies
    where workspace_id = ${place.workspaceId}`;
  const of = { ...place, policyId: "pol_admins" };
  const admin = await makeAdmin(db, of, { role: "administrator", rights: RIGHTS });
  const call = await programOf(admin);
  const loosen = () => call("PATCH", "/authentication-policies/pol_admins", { mode: "optional" });
  expect(await loosen()).toBe(409);
  await makeUser(db, of, { passwordHash: null });
  expect(await loosen()).toBe(409);
  await makeUser(db, of);
  expect(await loosen()).toBe(200);
});

test("a token is its getter's own also when the secret behind it has ended since", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place, { role: "administrator", rights: RIGHTS });
  await sql`update users set required_since = now() where id = ${admin.subject.user.id}`;
  const call = await programOf(admin);
  await sql`update application_secrets set expires_at = now() where workspace_id = ${place.workspaceId}`;
  const [method, path, sent] = (CALLS["unticks the box"] as Call)(admin.subject.user.id);
  expect(await call(method, path, sent)).toBe(409);
});

test("somebody who was blocked does not come back by a program whose secret they know", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place, { role: "administrator", rights: RIGHTS });
  const other = await makeUser(db, place, { blockedAt: new Date() });
  const call = await programOf(admin);
  const unblock = (id: string) => call("PATCH", `/users/${id}`, { blocked: false });
  await sql`update users set blocked_at = now() where id = ${admin.subject.user.id}`;
  expect(await unblock(admin.subject.user.id)).toBe(409);
  expect(await unblock(other.id)).toBe(200);
});
