import type { ManagementClient } from "auth0";
import { beforeAll, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { makeProgram, managementClient, type Program } from "../http/program";
import { makeWorkspace, type Person } from "../people";

let people: Record<"member" | "holder", Person>;
let client: ManagementClient;
let program: Program;
let workspaceId: string;

beforeAll(async () => {
  const made = await makeWorkspace({ member: {}, holder: { totp: true } });
  people = made.people;
  workspaceId = made.id;
  program = await makeProgram(made.id);
  client = managementClient(program);
});

test("auth0 logs.list pages by number with totals, and logs.get finds one event", async () => {
  for (const blocked of [true, false, true, false]) await client.users.update(people.member.id, { blocked });
  const page = await client.logs.list({ page: 0, per_page: 2, include_totals: true });
  expect(page.data).toHaveLength(2);
  const [event] = page.data;
  expect(await client.logs.get(String(event?.log_id))).toMatchObject({ log_id: event?.log_id });
  const types: string[] = [];
  for await (const one of page) types.push(String(one.type));
  expect(types.filter((type) => type.startsWith("user."))).toEqual([
    "user.unblocked",
    "user.blocked",
    "user.unblocked",
    "user.blocked",
  ]);
});

test("auth0 users.list takes fields and an order, users.get takes fields", async () => {
  const { data } = await client.users.list({ fields: "email", include_fields: true, sort: "name:-1" });
  const rows =
    await sql()`select email from users where workspace_id = ${workspaceId} order by lower(name) collate "C" desc, id desc`;
  expect(data).toEqual(rows.map(({ email }) => ({ email })));
  expect(await client.users.get(people.member.id, { fields: "user_id" })).toEqual({
    user_id: people.member.id,
  });
});

test("auth0 clients.list and clients.get show applications without their secrets", async () => {
  const { data } = await client.clients.list();
  expect(data).toMatchObject([{ client_id: program.clientId, app_type: "non_interactive" }]);
  const one = await client.clients.get(program.clientId);
  expect(one).toMatchObject({ client_id: program.clientId });
  expect(JSON.stringify(one)).not.toContain('secret":');
});

test("auth0 guardian.enrollments.get and delete work on one enrolment, guardian.policies on all users", async () => {
  const [method] = (await client.users.authenticationMethods.list(people.holder.id)).data;
  const id = String(method?.id);
  expect(await client.guardian.enrollments.get(id)).toMatchObject({ id, status: "confirmed" });
  await client.guardian.enrollments.delete(id);
  await expect(client.guardian.enrollments.get(id)).rejects.toMatchObject({ statusCode: 404 });
  expect(await client.guardian.policies.list()).toEqual([]);
  expect(await client.guardian.policies.set(["all-applications"])).toEqual(["all-applications"]);
  expect(await client.guardian.policies.list()).toEqual(["all-applications"]);
});
