import { getIntrospectionQuery } from "graphql";
import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useCounted, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { makeUser, makeWorkspace } from "../../identity/testing";
import { getUser } from "../../identity/users/service";
import { CALLS_PER_MINUTE } from "../rest/guard";
import { callerOf, sender, useUpMinute } from "../rest/testing";
import { LIMITS } from "./limits";
import { asker } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

let numbered = 0;

async function made() {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, { email: `${++numbered}@people.example` });
  const caller = callerOf(place);
  return { place, user, caller, ask: asker(db, caller) };
}

const SET = `mutation ($username: String!, $required: Boolean!, $dryRun: Boolean) {
  setUser2faRequired(username: $username, required: $required, dryRun: $dryRun) { success message username requires2fa } }`;
const STATUS = `query ($username: String!) {
  user2faStatus(username: $username) { username subject requires2fa passkeyEnrolled passkeyCount passkeyEnrolledAt } }`;

test("setUser2faRequired ticks the user's own box and unticks it alone, as user2faStatus then says", async () => {
  const { place, user, ask } = await made();
  const set = (required: boolean, dryRun = false) => ask(SET, { username: user.email, required, dryRun });
  const shown = async () => (await ask(STATUS, { username: user.email })).data?.user2faStatus;
  const box = async () => (await getUser(db, place.workspaceId, user.id)).requiredSince !== null;
  expect((await set(true, true)).data?.setUser2faRequired).toMatchObject({
    success: true,
    requires2fa: true,
  });
  expect(await box()).toBe(false);
  expect((await set(true)).data?.setUser2faRequired).toEqual({
    success: true,
    message: "Two-factor authentication is required of this user.",
    username: user.email,
    requires2fa: true,
  });
  expect(await box()).toBe(true);
  expect(await shown()).toEqual({
    username: user.email,
    subject: user.id,
    requires2fa: true,
    passkeyEnrolled: false,
    passkeyCount: 0,
    passkeyEnrolledAt: null,
  });
  await sender(db, callerOf(place))("PUT /mfa-requirements/workspace", { required: true });
  expect((await set(false)).data?.setUser2faRequired).toMatchObject({ success: true, requires2fa: false });
  expect(await shown()).toMatchObject({ requires2fa: false });
  const { data } = await ask(
    `{ userRequirement(userId: "${user.id}") { required isRequired sources { kind } } }`,
  );
  expect(data?.userRequirement).toEqual({
    required: false,
    isRequired: true,
    sources: [{ kind: "WORKSPACE" }],
  });
});

test("a username that is nobody's, or another workspace's, is an answer that names no one and changes nothing", async () => {
  const { ask } = await made();
  const { user: stranger } = await made();
  for (const username of ["nobody@people.example", stranger.email, "no address", ""]) {
    const { data, errors } = await ask(SET, { username, required: true });
    expect(errors).toEqual([]);
    expect(data?.setUser2faRequired).toEqual({
      success: false,
      message: "There is no user of this name.",
      username,
      requires2fa: null,
    });
    expect(await ask(STATUS, { username })).toMatchObject({
      code: "not_found",
      data: { user2faStatus: null },
    });
  }
  expect((await getUser(db, stranger.workspaceId, stranger.id)).requiredSince).toBeNull();
});

test("unticking takes the scope that loosens", async () => {
  const { place, user } = await made();
  const ask = asker(db, callerOf(place, { scopes: ["update:mfa_requirements"] }));
  expect((await ask(SET, { username: user.email, required: true })).errors).toEqual([]);
  const refused = await ask(SET, { username: user.email, required: false });
  expect(refused.errors[0]?.extensions).toMatchObject({
    code: "insufficient_scope",
    scopes: expect.arrayContaining(["delete:mfa_requirements"]),
  });
});

test("each field of the root counts as one call, aliases too, and a batch beyond the minute does nothing at all", async () => {
  const { place, user, ask } = await made();
  const set = (n: number, required: boolean) =>
    `a${n}: setUser2faRequired(username: "${user.email}", required: ${required}) { success }`;
  const batch = (count: number) =>
    `mutation { ${Array.from({ length: count }, (_, n) => set(n, n % 2 === 0)).join(" ")} }`;
  const first = await ask(batch(25));
  expect(first.errors).toEqual([]);
  expect(first.headers.get("x-ratelimit-remaining")).toBe(String(CALLS_PER_MINUTE - 25));
  await useUpMinute(sql, CALLS_PER_MINUTE - 10);
  const over = await ask(batch(25));
  expect(over).toMatchObject({ status: 429, code: "rate_limited" });
  expect(over.data?.a0 ?? null).toBeNull();
  const changes = await sql`select 1 from audit_events
    where workspace_id = ${place.workspaceId} and action in ('requirement.set', 'requirement.lifted')`;
  expect(changes).toHaveLength(25);
});

const METHODS = "authenticationMethods { id name type createdAt confirmed }";

test("A83 five hundred aliases, what is too deep and what is too dear are refused before anything is done", async () => {
  const { place, user, ask } = await made();
  const alias = (n: number) =>
    `a${n}: setUser2faRequired(username: "${user.email}", required: true) { success }`;
  const mutation = (count: number) =>
    `mutation { ${Array.from({ length: count }, (_, n) => alias(n)).join(" ")} }`;
  const status = `mfaStatus(first: 100) { nodes { user { requirement { user { policy { id name mode effect } } } } } }`;
  const doubled = Array.from(
    { length: 12 },
    (_, n) => `fragment f${n} on User { ...f${n + 1} ...f${n + 1} }`,
  ).join(" ");
  const refused = [
    mutation(500),
    `{ users { nodes { ${"id ".repeat(LIMITS.tokens)} } } }`,
    mutation(LIMITS.aliases + 1),
    `{ users { nodes { requirement { user { requirement { user { requirement { user { requirement { user { id } } } } } } } } } } }`,
    `{ ${Array.from({ length: 12 }, (_, n) => `s${n}: ${status}`).join(" ")} }`,
    `query ($n: Int) { users(first: $n) { nodes { ${METHODS} m: ${METHODS} } } }`,
    `{ users { nodes { ...f0 } } } ${doubled} fragment f12 on User { a: id b: id }`,
    "{ users { nodes { ...f } } } fragment f on User { requirement { user { ...f } } }",
  ];
  for (const query of refused) {
    const answer = await ask(query);
    expect(answer.errors.length, query).toBeGreaterThan(0);
    expect(answer.code, query).toBe("invalid_input");
    expect(answer.data, query).toBeNull();
  }
  expect((await getUser(db, place.workspaceId, user.id)).requiredSince).toBeNull();
  expect((await ask(mutation(LIMITS.aliases))).errors).toEqual([]);
});

test("a page and what hangs on it is one query a level, whatever its length", async () => {
  const { place, user } = await made();
  const ask = asker(counted.db, callerOf(place));
  const query = `{ users(first: 50) { totalCount nodes { id policy { name } requirement { isRequired user { id } }
    authenticationMethods { id type } } } }`;
  const statements = async () => {
    counted.statements.length = 0;
    const { errors, data } = await ask(query);
    expect(errors).toEqual([]);
    const { nodes } = (data as { users: { nodes: object[] } }).users;
    return { count: counted.statements.length, nodes };
  };
  await addApp(db, user);
  const one = await statements();
  expect(one.nodes).toHaveLength(1);
  for (let n = 0; n < 30; n++)
    await addApp(db, await makeUser(db, place, { email: `many-${++numbered}@people.example` }));
  const many = await statements();
  expect(many.nodes).toHaveLength(31);
  expect(many.nodes[30]).toMatchObject({
    authenticationMethods: [{ type: "TOTP" }],
    requirement: { isRequired: false },
  });
  expect(many.count).toBe(one.count);
  expect(many.count).toBeLessThanOrEqual(12);
});

test("the same call again under one key has its effect once, each field for itself; another call under it is refused", async () => {
  const { place, user, ask } = await made();
  const headers = { "idempotency-key": "one" };
  const invite = (name: string) => `createUser(input: { email: "${name}@keyed.example" }) { id email }`;
  const document = `mutation { a: ${invite("a")} b: ${invite("b")} }`;
  const [first, again] = [await ask(document, {}, headers), await ask(document, {}, headers)];
  expect(first.errors).toEqual([]);
  expect(again).toMatchObject({ data: first.data, errors: [] });
  expect(
    await sql`select 1 from users where workspace_id = ${place.workspaceId} and id <> ${user.id}`,
  ).toHaveLength(2);
  expect((await ask(`mutation { a: ${invite("c")} }`, {}, headers)).code).toBe("idempotency_mismatch");
  expect(await ask(document, {}, { "idempotency-key": "x".repeat(256) })).toMatchObject({ status: 400 });
});

test("lists go on from a cursor through everybody once, and say how many there are", async () => {
  const { place, ask } = await made();
  for (let n = 0; n < 6; n++)
    await makeUser(db, place, { name: `Ada ${n % 2}`, email: `ada${++numbered}@people.example` });
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await ask(
      'query ($after: String) { users(first: 3, after: $after, search: "ada") { totalCount edges { cursor node { id } } pageInfo { endCursor hasNextPage } } }',
      { after },
    );
    const page = data?.users as {
      totalCount: number;
      edges: { node: { id: string } }[];
      pageInfo: { endCursor: string; hasNextPage: boolean };
    };
    expect(page.totalCount).toBe(6);
    seen.push(...page.edges.map(({ node }) => node.id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(new Set(seen).size).toBe(6);
  expect(seen).toHaveLength(6);
  expect(await ask('{ users(after: "x") { nodes { id } } }')).toMatchObject({
    errors: [{ extensions: { code: "invalid_input", fields: { after: expect.any(String) } } }],
  });
  expect((await ask("{ users(first: 101) { nodes { id } } }")).code).toBe("invalid_input");
});

test("A83 the schema is shown to whoever is known and to nobody else", async () => {
  const { ask } = await made();
  const { data, errors } = await ask(getIntrospectionQuery());
  expect(errors).toEqual([]);
  expect(JSON.stringify(data)).toContain("setUser2faRequired");
  const nobody = await asker(db, null)(getIntrospectionQuery());
  expect(nobody).toMatchObject({ status: 401, data: null });
});
