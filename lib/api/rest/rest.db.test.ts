import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { ADMIN, CLIENT, makeUser, makeWorkspace, signedIn } from "../../identity/testing";
import { getUser } from "../../identity/users/service";
import { handleRest } from "./app";
import { CALLS_PER_MINUTE, UNKNOWN_PER_MINUTE } from "./guard";
import { callerOf, sender, useUpMinute } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

let numbered = 0;

async function made() {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, { email: `${++numbered}@people.example` });
  const caller = callerOf(place);
  return { place, user, caller, send: sender(db, caller) };
}

test("a user is shown as Auth0's clients know one, with nothing that could be proved with", async () => {
  const { user, send } = await made();
  await addApp(db, user);
  const { status, body } = await send(`GET /users/${user.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    user_id: user.id,
    email: user.email,
    email_verified: true,
    blocked: false,
    multifactor: ["totp"],
    app_metadata: {},
    mfa_status: "chosen",
  });
  for (const secret of [user.passwordHash, user.webauthnHandle, "argon2"])
    expect(JSON.stringify(body)).not.toContain(secret);
});

test("lists page by number and by cursor through everybody, once each, and never beyond the program's reach", async () => {
  const { place, send } = await made();
  for (let n = 0; n < 6; n++)
    await makeUser(db, place, { name: `Ada ${n % 2}`, email: `ada${++numbered}@people.example` });
  const numbers = await send("GET /users?per_page=4&page=1&include_totals=true");
  expect(numbers.body).toMatchObject({ start: 4, limit: 4, length: 3, total: 7 });
  const seen: string[] = [];
  for (let next: unknown = ""; next !== null; ) {
    const { body } = await send(`GET /users?take=3${next ? `&from=${next}` : ""}`);
    seen.push(...(body.users as { user_id: string }[]).map((one) => one.user_id));
    next = body.next;
  }
  expect(new Set(seen).size).toBe(7);
  expect(seen).toHaveLength(7);
  expect((await send("GET /users?q=Ada%201")).body).toHaveLength(3);
  expect(await send("GET /users?page=21")).toMatchObject({
    status: 400,
    body: { fields: { page: expect.any(String) } },
  });
  expect(await send("GET /users?from=zzz")).toMatchObject({ status: 400 });
  const bounded = sender(db, callerOf(place, { policies: ["pol_other"] }));
  expect((await bounded("GET /users?include_totals=true")).body).toMatchObject({ total: 0, users: [] });
});

test("metadata is merged key by key, null takes a key away, and only names of fields are audited", async () => {
  const { user, send } = await made();
  await send(`PATCH /users/${user.id}`, {
    user_metadata: { hobby: "surfing" },
    app_metadata: { plan: "full" },
  });
  const { body } = await send(`PATCH /users/${user.id}`, { app_metadata: { plan: null, seats: 3 } });
  expect(body).toMatchObject({ app_metadata: { seats: 3 }, user_metadata: { hobby: "surfing" } });
  const events = await sql`select data from audit_events where target_id = ${user.id}`;
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events)).not.toContain("surfing");
});

test.each(["useMfa", "use_mfa"])(
  "app_metadata.%s sets the application's flag, false clears it alone",
  async (name) => {
    const { user, send, caller } = await made();
    const { body } = await send(`PATCH /users/${user.id}`, {
      email: user.email,
      email_verified: false,
      app_metadata: { [name]: true },
    });
    expect(body).toMatchObject({ app_metadata: { [name]: true } });
    const row = await getUser(db, user.workspaceId, user.id);
    expect(row).toMatchObject({ appFlagBy: caller.clientId, requiredSince: null });
    await send(`PATCH /users/${user.id}`, { app_metadata: { [name]: false } });
    expect((await getUser(db, user.workspaceId, user.id)).appFlagSince).toBeNull();
  },
);

test.each([
  ["email_verified", { email_verified: true }],
  ["phone_number", { phone_number: "+4915112345678" }],
  ["phone_verified", { phone_verified: true }],
  ["password", { password: "violet engines under rain" }],
  ["role", { role: "owner" }],
  ["workspaceId", { workspaceId: "wsp_other" }],
  ["mfaRequired", { mfaRequired: false }],
])("A31 A73 a field that nobody may set is refused, and says which: %s", async (field, body) => {
  const { user, send } = await made();
  const before = await getUser(db, user.workspaceId, user.id);
  const answer = await send(`PATCH /users/${user.id}`, { app_metadata: { plan: "full" }, ...body });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ code: "invalid_input", fields: { [field]: expect.any(String) } });
  expect(await getUser(db, user.workspaceId, user.id)).toEqual(before);
});

test("I10 the same key has its effect once and gets the same answer, its secret included; another body is refused", async () => {
  const { user, send } = await made();
  const key = { "idempotency-key": "ticket-1" };
  const first = await send("POST /guardian/enrollments/ticket", { user_id: user.id }, key);
  const again = await send("POST /guardian/enrollments/ticket", { user_id: user.id }, key);
  expect(first.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(await sql`select 1 from tokens where user_id = ${user.id}`).toHaveLength(1);
  expect(await sql`select body from kept_results where body like ${`%${first.body.ticket_id}%`}`).toEqual([]);
  const other = await send("POST /guardian/enrollments/ticket", { user_id: user.id, send_mail: true }, key);
  expect(other).toMatchObject({ status: 409, body: { code: "idempotency_mismatch" } });
});

test("I10 of two calls at once with one key, one acts and both get its answer; what failed may be tried again", async () => {
  const { place, caller, send } = await made();
  const key = { "idempotency-key": "invite" };
  const body = { email: "new@people.example" };
  const failed = await send("POST /users", { ...body, role: "owner" }, key);
  expect(failed.status).toBe(400);
  const other = sender(database.connect(), caller);
  const answers = await Promise.all([send("POST /users", body, key), other("POST /users", body, key)]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(answers[0]?.body).toEqual(answers[1]?.body);
  expect(await sql`select 1 from messages where workspace_id = ${place.workspaceId}`).toHaveLength(1);
});

test("a version that is gone is refused, the one there is accepted, and an unchanged one is not sent again", async () => {
  const { user, send } = await made();
  const etag = String((await send(`GET /users/${user.id}`)).headers.get("etag"));
  const unchanged = await send(`GET /users/${user.id}`, undefined, { "if-none-match": etag });
  expect(unchanged).toMatchObject({ status: 304, body: null });
  const change = (plan: string) =>
    send(`PATCH /users/${user.id}`, { app_metadata: { plan } }, { "if-match": etag });
  expect((await change("one")).status).toBe(200);
  expect(await change("two")).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
});

test("blocking ends every session and takes the scope for users, not the one for app metadata", async () => {
  const { place, user, send } = await made();
  const session = await signedIn(db, user);
  const flags = sender(db, callerOf(place, { scopes: ["update:users_app_metadata"] }));
  const refused = await flags(`PATCH /users/${user.id}`, { blocked: true });
  expect(refused).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
  expect((await send(`PATCH /users/${user.id}`, { blocked: true })).body).toMatchObject({ blocked: true });
  const [row] = await sql`select ended_at from sessions where id = ${session.subject.sessionId}`;
  expect(row?.ended_at).not.toBeNull();
  expect((await send(`PATCH /users/${user.id}`, { blocked: false })).body).toMatchObject({ blocked: false });
  expect(await send(`DELETE /users/${user.id}`)).toMatchObject({ status: 204, body: null });
  expect((await send(`GET /users/${user.id}`)).status).toBe(404);
});

test("A68 A72 a program neither blocks nor deletes an owner", async () => {
  const { place, send } = await made();
  const owner = await makeUser(db, place, { role: "owner", email: "owner@people.example" });
  expect(await send(`DELETE /users/${owner.id}`)).toMatchObject({
    status: 403,
    body: { code: "missing_right" },
  });
  expect((await send(`PATCH /users/${owner.id}`, { blocked: true })).status).toBe(403);
});

test("a dry run says what would be in force, and leaves no trace", async () => {
  const { user, send } = await made();
  const { body } = await send(`PUT /mfa-requirements/users/${user.id}?dry_run=true`, { required: true });
  expect(body).toMatchObject({ required: true, status: "pending", dry_run: true });
  expect(await getUser(db, user.workspaceId, user.id)).toMatchObject({ requiredSince: null });
  expect(await sql`select 1 from audit_events where target_id = ${user.id}`).toEqual([]);
  expect(await sql`select 1 from messages where recipient = ${user.email}`).toEqual([]);
});

test("enforcing for all is tried out first: how everybody would stand, and no rule is left", async () => {
  const { place, send } = await made();
  const tried = await send("PUT /mfa-requirements/workspace?dry_run=true", {
    required: true,
    grace_days: 14,
  });
  expect(tried.body).toMatchObject({
    required: true,
    grace_days: 14,
    dry_run: true,
    before: { inactive: 1 },
    after: { pending: 1 },
  });
  expect((await send("GET /mfa-requirements/workspace")).body).toMatchObject({ required: false });
  const [row] = await sql`select enforced_since from workspaces where workspace_id = ${place.workspaceId}`;
  expect(row?.enforced_since).toBeNull();
  await send("PUT /mfa-requirements/workspace", { required: true });
  const tightens = sender(db, callerOf(place, { scopes: ["update:mfa_requirements"] }));
  const lifted = await tightens("PUT /mfa-requirements/workspace", { required: false });
  expect(lifted).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
  const bounded = sender(db, callerOf(place, { policies: [place.policyId] }));
  expect(await bounded("PUT /mfa-requirements/workspace", { required: false })).toMatchObject({
    status: 403,
  });
  expect((await send("PUT /mfa-requirements/workspace", { required: false })).status).toBe(200);
});

test("A72 deleting methods is a reset: sessions end, the user is told; an administrator's go together after a day", async () => {
  const { place, user, send } = await made();
  const [first] = [await addApp(db, user), await addApp(db, user)];
  expect((await send(`DELETE /users/${user.id}/authentication-methods/${first.id}`)).status).toBe(204);
  expect(await getUser(db, user.workspaceId, user.id)).toMatchObject({ role: "member" });
  expect((await send(`GET /users/${user.id}/authentication-methods`)).body).toHaveLength(1);
  expect((await send(`DELETE /users/${user.id}/authentication-methods`)).status).toBe(204);
  const admin = await makeUser(db, place, ADMIN);
  const app = await addApp(db, admin);
  const one = await send(`DELETE /users/${admin.id}/authentication-methods/${app.id}`);
  expect(one).toMatchObject({ status: 409, body: { code: "removed_together" } });
  expect((await send(`DELETE /users/${admin.id}/authentication-methods`)).status).toBe(204);
  expect((await send(`GET /users/${admin.id}/authentication-methods`)).body).toHaveLength(1);
});

test("an enrolment ticket of a user who has a factor takes a word, mails on demand, and opens once", async () => {
  const { user, send } = await made();
  await addApp(db, user);
  const refused = await send("POST /guardian/enrollments/ticket", { user_id: user.id });
  expect(refused).toMatchObject({ status: 409, body: { code: "already_done" } });
  const asked = { email: user.email, send_mail: true, email_locale: "de", allow_multiple_enrollments: true };
  const { body } = await send("POST /guardian/enrollments/ticket", { ...asked, factor: "webauthn-platform" });
  expect(body.ticket_url).toContain(`/enroll/${body.ticket_id}`);
  const [mail] = await sql`select body from messages where recipient = ${user.email}`;
  expect(mail?.body).toContain(body.ticket_url);
  expect(mail?.body).toContain("richten");
});

test("429 after the minute's calls, told beforehand and with the way on; another program goes on", async () => {
  const { place, send } = await made();
  const first = await send("GET /guardian/factors");
  expect(first.headers.get("x-ratelimit-limit")).toBe(String(CALLS_PER_MINUTE));
  expect(Number(first.headers.get("x-ratelimit-remaining"))).toBe(CALLS_PER_MINUTE - 1);
  await useUpMinute(sql, CALLS_PER_MINUTE);
  const over = await send("GET /guardian/factors");
  expect(over).toMatchObject({ status: 429, body: { code: "rate_limited", statusCode: 429 } });
  expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await sender(db, callerOf(place))("GET /guardian/factors")).status).toBe(200);
});

test("429 for an address that shows no right to call too often; whoever has a token goes on from there", async () => {
  const { send } = await made();
  const stranger = sender(db, null);
  expect((await stranger("GET /users")).status).toBe(401);
  await useUpMinute(sql, UNKNOWN_PER_MINUTE);
  const over = await stranger("GET /users");
  expect(over).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await send("GET /guardian/factors")).status).toBe(200);
  await sql`delete from rate_windows`;
});

test.each([
  ["no JSON", "{", { "content-type": "application/json" }, 400],
  ["no type", "{}", { "content-type": "text/plain" }, 415],
  ["too much", JSON.stringify({ name: "x".repeat(70_000) }), { "content-type": "application/json" }, 413],
])("a body that is %s is refused as a problem", async (_what, body, headers, status) => {
  const { user, send } = await made();
  const answer = await send(`PATCH /users/${user.id}`, body, headers);
  expect(answer).toMatchObject({ status, body: { status, statusCode: status, code: expect.any(String) } });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("a request of another class, with a body that is announced and empty, is answered like any other", async () => {
  const { user, caller } = await made();
  class Foreign extends Request {
    readonly #state = "of its own";
    override get body() {
      return this.#state ? new Blob([]).stream() : null;
    }
  }
  const request = new Foreign(`http://localhost:3000/api/v2/users/${user.id}`, { method: "DELETE" });
  const authenticate = async () => caller;
  const response = await handleRest(request, { db, client: CLIENT, authenticate });
  expect(response.status).toBe(204);
});
