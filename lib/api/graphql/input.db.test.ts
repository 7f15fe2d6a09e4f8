import fc from "fast-check";
import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { CLIENT, makeUser, makeWorkspace } from "../../identity/testing";
import { callerOf } from "../rest/testing";
import { handleGraphql } from "./handle";
import { asker } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function made() {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const caller = callerOf(place);
  return { user, caller, ask: asker(db, caller) };
}

test("what goes wrong on our side is told by a code alone, without a stack or a driver's words", async () => {
  const { user, caller } = await made();
  const select = () => {
    throw new Error("relation users, password hunter2");
  };
  const broken = new Proxy(db, {
    get: (target, key) => (key === "select" ? select : Reflect.get(target, key)),
  });
  const { data, errors } = await asker(broken, caller)(`{ user(id: "${user.id}") { id } }`);
  expect(data).toEqual({ user: null });
  expect(errors).toMatchObject([{ extensions: { code: "internal", status: 500 } }]);
  for (const secret of ["hunter2", "stack", ".ts:"]) expect(JSON.stringify(errors)).not.toContain(secret);
});

test.each([
  ["no JSON", "{", { "content-type": "application/json" }, 400],
  ["a form", "query={factors{name}}", { "content-type": "application/x-www-form-urlencoded" }, 415],
  [
    "too much",
    JSON.stringify({ query: `{ factors { name } } #${"x".repeat(70_000)}` }),
    { "content-type": "application/json" },
    413,
  ],
])("a body that is %s is refused", async (_what, body, headers, status) => {
  const { caller } = await made();
  const request = new Request("http://localhost:3000/api/graphql", {
    method: "POST",
    body,
    headers: { authorization: "Bearer good", ...headers },
  });
  const surroundings = { db, client: CLIENT, session: async () => null, authenticate: async () => caller };
  const response = await handleGraphql(request, surroundings);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
});

test("variables of any shape never break a field", async () => {
  const { user, ask } = await made();
  const update = `updateUser(id: "${user.id}", input:`;
  const queries = [
    `mutation ($v: UserPatchInput!) { ${update} $v) { id } }`,
    `mutation ($v: JSON) { ${update} { appMetadata: $v, userMetadata: $v }) { appMetadata } }`,
    "mutation ($v: ID!) { deleteAuthenticationPolicy(id: $v) }",
    "mutation ($v: AuthenticationPolicyCreateInput!) { createAuthenticationPolicy(input: $v) { id } }",
    "query ($v: String) { users(search: $v, after: $v) { nodes { id } } }",
    "query ($v: String!) { user2faStatus(username: $v) { subject } }",
  ];
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: "binary" }),
    fc.record({
      name: fc.string({ unit: "binary" }),
      email: fc.string(),
      mode: fc.constantFrom("REQUIRED", "x"),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...queries), value, async (query, v) => {
      await sql`delete from rate_windows`;
      const { status, errors } = await ask(query, { v });
      expect(status).toBeLessThan(500);
      for (const { extensions } of errors) {
        expect(extensions.code, JSON.stringify([query, v, errors])).toEqual(expect.any(String));
        expect(Number(extensions.status), JSON.stringify([query, v, errors])).toBeLessThan(500);
      }
    }),
    { numRuns: 150 },
  );
});
