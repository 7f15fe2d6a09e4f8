import { type getNamedType, isObjectType } from "graphql";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, dump, useRaw } from "../../db/testing-faults";
import { CALLS_PER_MINUTE } from "../rest/guard";
import { OPERATIONS } from "../rest/operations";
import { callerOf, without } from "../rest/testing";
import { type Given, give, planBefore, REFUSED } from "../rest/testing-samples";
import { keyOf, OFFERED } from "./operation-field";
import { graphqlSchema } from "./schema";
import { type Ask, asker } from "./testing";
import { guardOf, SAMPLES, selectionOf } from "./testing-samples";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const schema = graphqlSchema();

/** Every field of the roots that is asked once, read from the schema that programs read. */
const fields = (["query", "mutation"] as const).flatMap((kind) =>
  Object.values(schema.getRootType(kind as never)?.getFields() ?? {}).map((field) => ({ kind, field })),
);
type Field = (typeof fields)[number];

const documentOf = ({ kind, field }: Field, given: Given): string => {
  const sample = SAMPLES[field.name]?.(given);
  if (!sample) throw new Error(`no sample of ${field.name}`);
  return `${kind} { ${field.name}${sample.args} ${selectionOf(field.type)} }`;
};
const isNaming = ({ field }: Field, given: Given): boolean => SAMPLES[field.name]?.(given).names === true;
const call = (ask: Ask, one: Field, given: Given) => ask(documentOf(one, given));
const changedSince = async (before: Record<string, string>) =>
  changedTables(before, await dump(sql)).filter((table) => table !== "rate_windows");

// Every call without a token comes from one address here
beforeEach(() => sql`delete from rate_windows`);

/** A file, and the workspace's requirement in Auth0's words. */
const ELSEWHERE = [
  "get /mfa-status/csv",
  "get /guardian/policies",
  "put /guardian/policies",
  "get /logs/stream",
];

let victim: Given;
beforeAll(async () => {
  victim = await give(db);
});

test("every field of the roots is guarded and tried, and what REST does is all there but what is refused by design", () => {
  expect(fields.map(({ field }) => field.name).sort()).toEqual(Object.keys(SAMPLES).sort());
  for (const kind of ["query", "mutation", "subscription"])
    for (const field of Object.values(schema.getRootType(kind as never)?.getFields() ?? {}))
      expect(guardOf(field)?.scopes.length, field.name).toBeGreaterThan(0);
  const missing = OPERATIONS.map(keyOf).filter((key) => !OFFERED.has(key));
  expect(missing.sort()).toEqual([...Object.keys(REFUSED), ...ELSEWHERE].sort());
});

describe.each(fields.map((one) => [one.field.name, one] as const))("%s", (_name, one) => {
  const scopes = guardOf(one.field)?.scopes ?? [];

  test("succeeds, and says how many calls are left", async () => {
    const given = await give(db);
    await planBefore(db, given, SAMPLES[one.field.name]?.(given).rings);
    const answer = await call(asker(db, callerOf(given.place)), one, given);
    expect(answer.errors).toEqual([]);
    expect(answer.data?.[one.field.name]).not.toBeNull();
    expect(answer.headers.get("x-ratelimit-remaining")).toBe(String(CALLS_PER_MINUTE - 1));
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("A82 without a token 401, without its scope FORBIDDEN, and nothing changes", async () => {
    const mark = await dump(sql);
    const none = await call(asker(db, null), one, victim);
    expect(none).toMatchObject({ status: 401, code: "access_token_invalid", data: null });
    expect(none.headers.get("www-authenticate")).toContain('Bearer realm="sallyport"');
    const caller = callerOf(victim.place, { scopes: without(scopes) });
    const refused = await call(asker(db, caller), one, victim);
    expect(refused.errors).toMatchObject([
      { extensions: { code: "insufficient_scope", classification: "FORBIDDEN", status: 403, scopes } },
    ]);
    expect(refused.data?.[one.field.name]).toBeNull();
    expect(await changedSince(mark)).toEqual([]);
  });

  test("A66 A82 another workspace's things are not there, nor those of a policy out of reach, and nothing changes", async () => {
    const stranger = await give(db);
    const mark = await dump(sql);
    if (!isNaming(one, victim)) return;
    const answer = await call(asker(db, callerOf(stranger.place)), one, victim);
    expect(answer).toMatchObject({ code: "not_found", data: { [one.field.name]: null } });
    expect(JSON.stringify(answer.errors)).not.toContain(victim.user.id);
    const bounded = callerOf(victim.place, { policies: ["pol_other"] });
    const { code } = await call(asker(db, bounded), one, victim);
    expect(code).toBe(guardOf(one.field)?.isForAll ? "missing_right" : "not_found");
    expect(await changedSince(mark)).toEqual([]);
  });
});

/** Every field of an answer that has a guard of its own, with a way to it. */
const links: [string, string, (given: Given) => string][] = [
  [
    "User",
    "authenticationMethods",
    ({ user }) => `{ user(id: "${user.id}") { id authenticationMethods { id type } } }`,
  ],
  ["User", "requirement", ({ user }) => `{ user(id: "${user.id}") { id requirement { isRequired } } }`],
  ["User", "policy", ({ user }) => `{ user(id: "${user.id}") { id policy { id name } } }`],
  [
    "UserRequirement",
    "user",
    ({ user }) => `{ userRequirement(userId: "${user.id}") { userId user { id } } }`,
  ],
  ["UserStatus", "user", () => "{ mfaStatus(first: 1) { nodes { userId user { id } } } }"],
  ["HelpRequest", "user", () => "{ helpRequests { id user { id } } }"],
  ["LogEvent", "actor", () => "{ logs(first: 5) { nodes { id actor { id } } } }"],
  ["LogEvent", "user", () => "{ logs(first: 5) { nodes { id user { id } } } }"],
];

test("every guarded field within an answer is tried", () => {
  const guarded = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) &&
    ![schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type)
      ? Object.values(type.getFields())
          .filter(guardOf)
          .map((field) => `${type.name}.${field.name}`)
      : [],
  );
  expect(guarded.sort()).toEqual(links.map(([type, name]) => `${type}.${name}`).sort());
});

test.each(links)(
  "%s.%s is refused without its own scope, beside what may be read",
  async (type, name, document) => {
    const field = schema.getType(type) as ReturnType<typeof getNamedType> & {
      getFields: () => never;
    } as never as {
      getFields: () => Record<string, Parameters<typeof guardOf>[0]>;
    };
    const own = guardOf(field.getFields()[name] as never)?.scopes ?? [];
    const given = await give(db);
    const whole = await asker(db, callerOf(given.place))(document(given));
    expect(whole.errors).toEqual([]);
    const caller = callerOf(given.place, { scopes: without(own) });
    const refused = await asker(db, caller)(document(given));
    expect(refused.errors[0]?.extensions).toMatchObject({ code: "insufficient_scope", scopes: own });
    expect(JSON.stringify(refused.data)).toContain(`"${name}":null`);
  },
);
