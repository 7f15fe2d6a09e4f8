import { expect, test } from "vitest";
import { getUserDetail } from "../../admin/users";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { ADMIN, makeUser, makeWorkspace, signedIn } from "../../identity/testing";
import { createApplication } from "../../oidc/applications/service";
import { callerOf, sender } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

let numbered = 0;

async function made() {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, { email: `${++numbered}@people.example`, name: "Ada" });
  return { place, user, send: sender(db, callerOf(place)) };
}

test("fields chooses what of a user is sent, alone, in a list and in a page; a name that is none is refused", async () => {
  const { user, send } = await made();
  const chosen = "fields=user_id,email&include_fields=true";
  const short = { user_id: user.id, email: user.email };
  expect((await send(`GET /users/${user.id}?${chosen}`)).body).toEqual(short);
  expect((await send(`GET /users?${chosen}`)).body).toEqual([short]);
  expect((await send(`GET /users?take=5&${chosen}`)).body).toEqual({ users: [short], next: null });
  expect((await send(`GET /users?include_totals=true&${chosen}`)).body).toMatchObject({
    total: 1,
    users: [short],
  });
  expect((await send(`GET /users-by-email?email=${user.email}&${chosen}`)).body).toEqual([short]);
  const { body: rest } = await send(`GET /users/${user.id}?fields=email,identities&include_fields=false`);
  expect(Object.keys(rest)).toContain("name");
  for (const name of ["email", "identities"]) expect(Object.keys(rest)).not.toContain(name);
  const refused = await send(`GET /users/${user.id}?fields=password_hash`);
  expect(refused).toMatchObject({ status: 400, body: { fields: { fields: expect.any(String) } } });
});

test("users come in the order that was asked for; by cursor, and for a bounded program, there is one order alone", async () => {
  const { place, send } = await made();
  const older = new Date("2026-01-02T00:00:00Z");
  for (const [name, createdAt] of [
    ["Zoe", older],
    ["Ben", new Date("2026-02-02T00:00:00Z")],
  ] as const)
    await makeUser(db, place, { email: `${++numbered}@people.example`, name, createdAt });
  const names = async (sort: string) =>
    ((await send(`GET /users?sort=${sort}`)).body as unknown as { name: string }[]).map(({ name }) => name);
  expect(await names("name:1")).toEqual(["Ada", "Ben", "Zoe"]);
  expect(await names("name:-1")).toEqual(["Zoe", "Ben", "Ada"]);
  expect((await names("created_at:1"))[0]).toBe("Zoe");
  expect((await names("created_at:-1")).at(-1)).toBe("Zoe");
  expect((await send("GET /users?sort=email:1")).status).toBe(400);
  expect((await send("GET /users?sort=name:-1&take=2")).status).toBe(400);
  const bounded = sender(db, callerOf(place, { policies: [place.policyId] }));
  expect((await bounded("GET /users?sort=created_at:-1")).status).toBe(400);
});

test("the audit log goes by page number as Auth0's clients ask, with totals on demand", async () => {
  const { user, send } = await made();
  for (let n = 0; n < 3; n++) await send(`PUT /mfa-requirements/users/${user.id}`, { required: n % 2 === 0 });
  const page = await send("GET /logs?page=1&per_page=2&include_totals=true");
  expect(page.body).toMatchObject({ start: 2, limit: 2, length: 1, total: 3 });
  expect((await send("GET /logs?page=0&per_page=2")).body).toHaveLength(2);
  expect((await send("GET /logs?take=2")).body).toMatchObject({ next: expect.any(String) });
  expect((await send("GET /logs?page=20&per_page=100")).status).toBe(400);
});

test("the CSV has a line for everybody that the filter leaves, and that it was fetched is on record", async () => {
  const { place, user, send } = await made();
  const holder = await makeUser(db, place, {
    email: "holder@people.example",
    twoFactorOn: true,
    name: "=Ada",
  });
  await addApp(db, holder);
  const all = await send("GET /mfa-status/csv");
  expect(all.headers.get("content-type")).toContain("text/csv");
  const lines = String(all.body).trimEnd().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(String(all.body)).toContain("'=Ada");
  const chosen = String((await send("GET /mfa-status/csv?status=chosen")).body);
  expect(chosen).toContain(holder.email);
  expect(chosen).not.toContain(user.email);
  const events = await sql`select 1 from audit_events
    where workspace_id = ${place.workspaceId} and action = 'users.exported'`;
  expect(events).toHaveLength(2);
});

test("guardian policies enforce for all and lift it, once each, by the rules of the workspace's requirement", async () => {
  const { place, send } = await made();
  expect((await send("GET /guardian/policies")).body).toEqual([]);
  for (let n = 0; n < 2; n++)
    expect((await send("PUT /guardian/policies", ["all-applications"])).body).toEqual(["all-applications"]);
  expect((await send("GET /mfa-requirements/workspace")).body).toMatchObject({ required: true });
  const tightens = sender(db, callerOf(place, { scopes: ["update:mfa_policies"] }));
  expect(await tightens("PUT /guardian/policies", [])).toMatchObject({ status: 403 });
  expect((await send("PUT /guardian/policies", [])).body).toEqual([]);
  expect((await send("PUT /guardian/policies", ["confidence-score"])).status).toBe(400);
});

test("clients are shown without anything that could be proved with", async () => {
  const { place, send } = await made();
  const app = await createApplication(
    db,
    { workspaceId: place.workspaceId, name: "Jobs", kind: "machine", grantTypes: ["client_credentials"] },
    { actorId: null, client: null },
  );
  const { body } = await send("GET /clients");
  expect(body).toMatchObject([{ client_id: app.clientId, app_type: "non_interactive" }]);
  expect(JSON.stringify(body)).not.toContain(String(app.secret));
  expect(JSON.stringify(body)).not.toContain(String(app.secret).slice(-4));
});

test("whoever looks at a user sees the name of the program that required it", async () => {
  const { place, user } = await made();
  const { clientId } = await createApplication(
    db,
    {
      workspaceId: place.workspaceId,
      name: "Provisioning",
      kind: "machine",
      grantTypes: ["client_credentials"],
    },
    { actorId: null, client: null },
  );
  await sender(db, callerOf(place, { clientId }))(`PUT /mfa-requirements/users/${user.id}`, {
    required: true,
  });
  const admin = await makeUser(db, place, { ...ADMIN, email: `${++numbered}@people.example` });
  const { subject } = await signedIn(db, admin);
  expect(JSON.stringify(await getUserDetail(db, subject, user.id))).toContain('"Provisioning"');
});
