import type { ManagementClient } from "auth0";
import { beforeAll, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { afterPassword } from "../http/person";
import { makeProgram, managementClient } from "../http/program";
import { makeWorkspace, type Person } from "../people";

let people: Record<"member" | "holder" | "pending" | "gone", Person>;
let client: ManagementClient;
let workspaceId: string;

beforeAll(async () => {
  const made = await makeWorkspace({ member: {}, holder: { totp: true }, pending: {}, gone: {} });
  people = made.people;
  workspaceId = made.id;
  client = managementClient(await makeProgram(made.id));
});

test("auth0 users.list pages through everybody with totals", async () => {
  const page = await client.users.list({ page: 0, per_page: 2, include_totals: true });
  expect(page.data).toHaveLength(2);
  const emails: string[] = [];
  for await (const user of page) emails.push(String(user.email));
  expect(emails.sort()).toEqual(
    Object.values(people)
      .map(({ email }) => email)
      .sort(),
  );
  const found = await client.users.list({ q: `email:"${people.holder.email}"` });
  expect(found.data).toMatchObject([{ user_id: people.holder.id, multifactor: ["totp"] }]);
});

test("auth0 users.get and users.listUsersByEmail find one user", async () => {
  const user = await client.users.get(people.holder.id);
  expect(user).toMatchObject({ user_id: people.holder.id, email: people.holder.email, email_verified: true });
  const found = await client.users.listUsersByEmail({ email: people.holder.email });
  expect(found).toMatchObject([{ user_id: people.holder.id }]);
});

test("auth0 users.create invites, and its own sample's `email_verified: false` is accepted", async () => {
  const email = `jane-${Date.now()}@exampleco.example`;
  const created = await client.users.create({
    connection: "Username-Password-Authentication",
    email,
    email_verified: false,
    verify_email: false,
    user_metadata: { hobby: "surfing" },
    app_metadata: { plan: "full" },
  });
  expect(created).toMatchObject({ email, email_verified: false, user_metadata: { hobby: "surfing" } });
  expect(await sql()`select subject from messages where recipient = ${email}`).toHaveLength(1);
});

test("auth0 users.update asks for a second factor by app_metadata.useMfa, and the next sign-in asks for it", async () => {
  const updated = await client.users.update(people.pending.id, {
    email: people.pending.email,
    email_verified: false,
    app_metadata: { useMfa: true },
  });
  expect(updated).toMatchObject({ app_metadata: { useMfa: true } });
  const browser = await afterPassword(people.pending);
  const response = await browser.request("/dashboard");
  expect(response.headers.get("location")).toContain("/setup-mfa");
});

test("auth0 guardian.enrollments.createTicket makes a link that the user opens after the password", async () => {
  const ticket = await client.guardian.enrollments.createTicket({
    user_id: people.member.id,
    send_mail: true,
    email_locale: "de",
  });
  expect(ticket.ticket_url).toContain(`/enroll/${ticket.ticket_id}`);
  const response = await fetch(String(ticket.ticket_url), { redirect: "manual" });
  expect(response.status).toBe(200);
});

test("auth0 users.authenticationMethods lists, gets, renames and deletes, and refuses to create", async () => {
  const methods = await client.users.authenticationMethods.list(people.holder.id);
  const [first] = methods.data;
  expect(first).toMatchObject({ type: "totp", confirmed: true });
  const id = String(first?.id);
  const renamed = await client.users.authenticationMethods.update(people.holder.id, id, {
    name: "Work phone",
  });
  expect(renamed).toMatchObject({ name: "Work phone" });
  expect(await client.users.authenticationMethods.get(people.holder.id, id)).toMatchObject({
    name: "Work phone",
  });
  await expect(
    client.users.authenticationMethods.create(people.holder.id, {
      type: "totp",
      totp_secret: "JBSWY3DPEHPK3PXP",
    }),
  ).rejects.toMatchObject({ statusCode: 403, body: { errorCode: "not_supported_by_design" } });
  expect(await client.users.enrollments.get(people.holder.id)).toMatchObject([{ id, type: "authenticator" }]);
  await client.users.authenticationMethods.delete(people.holder.id, id);
  expect((await client.users.authenticationMethods.list(people.holder.id)).data).toEqual([]);
});

test("auth0 users.multifactor.invalidateRememberBrowser and guardian.factors work", async () => {
  await client.users.multifactor.invalidateRememberBrowser(people.member.id);
  const factors = await client.guardian.factors.list();
  expect(factors).toContainEqual({ name: "otp", enabled: true });
  expect(await client.guardian.factors.set("recovery-code", { enabled: false })).toEqual({ enabled: false });
  const [row] = await sql()`select recovery_codes_on from workspaces where workspace_id = ${workspaceId}`;
  expect(row).toEqual({ recovery_codes_on: false });
});

test("auth0 users.update blocks and lets in again, users.delete deletes", async () => {
  expect(await client.users.update(people.gone.id, { blocked: true })).toMatchObject({ blocked: true });
  expect(await client.users.update(people.gone.id, { blocked: false })).toMatchObject({ blocked: false });
  await client.users.delete(people.gone.id);
  await expect(client.users.get(people.gone.id)).rejects.toMatchObject({ statusCode: 404 });
});

test("auth0's client gets typed errors: not found, and a scope that is missing", async () => {
  await expect(client.users.get("usr_nobody")).rejects.toMatchObject({ statusCode: 404 });
  const reader = managementClient(await makeProgram(workspaceId, ["read:users"]));
  await expect(reader.users.delete(people.member.id)).rejects.toMatchObject({ statusCode: 403 });
});
