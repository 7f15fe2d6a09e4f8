import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, dump, useRaw } from "../../db/testing-faults";
import { SCOPE_NAMES, type Scope } from "../core/scopes";
import { restDocument } from "./app";
import { CALLS_PER_MINUTE } from "./guard";
import { OPERATIONS } from "./operations";
import { callerOf, type Send, sender, useUpMinute, without } from "./testing";
import { arbitraryOf } from "./testing-arbitrary";
import { type Given, give, planBefore, REFUSED, SAMPLES } from "./testing-samples";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

type Documented = {
  key: string;
  method: string;
  path: string;
  scopes: Scope[];
  statuses: number[];
  body: unknown;
};

const document = restDocument();
const schemas: Record<string, unknown> = document.components?.schemas ?? {};
const resolve = (ref: string): unknown => schemas[ref.split("/").at(-1) ?? ""];

/** Every operation, read from the document that programs read. */
const documented: Documented[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item ?? {}).map(([method, entry]) => ({
    key: `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    scopes: (entry.security?.[0]?.token ?? []) as Scope[],
    statuses: Object.keys(entry.responses).map(Number),
    body: entry.requestBody?.content?.["application/json"]?.schema,
  })),
);
const accepted = documented.filter(({ key }) => key in SAMPLES);

// Every call without a token comes from one address here
beforeEach(() => sql`delete from rate_windows`);

let victim: Given;
beforeAll(async () => {
  victim = await give(db);
});

const sampleOf = (key: string, given: Given) => {
  const sample = (SAMPLES[key] ?? REFUSED[key])?.(given);
  if (!sample) throw new Error(`no sample of ${key}`);
  return sample;
};
/** The count of calls is no change of anybody's. */
const changedSince = async (before: Record<string, string>) =>
  changedTables(before, await dump(sql)).filter((table) => table !== "rate_windows");
const call = (send: Send, { key, method }: Documented, given: Given, headers = {}) => {
  const { path, body } = sampleOf(key, given);
  return send(`${method} ${path}`, body, headers);
};

test("every operation of the document is tried, and every scope opens something", () => {
  expect(documented.map(({ key }) => key).sort()).toEqual(
    [...Object.keys(SAMPLES), ...Object.keys(REFUSED)].sort(),
  );
  const used = OPERATIONS.flatMap(({ scopes, alsoUses = [] }) => [...scopes, ...alsoUses]);
  expect(SCOPE_NAMES.filter((scope) => !used.includes(scope))).toEqual([]);
});

describe.each(accepted.map((operation) => [operation.key, operation] as const))("%s", (_key, operation) => {
  test("succeeds as documented, and says how many calls are left", async () => {
    const given = await give(db);
    await planBefore(db, given, sampleOf(operation.key, given).rings);
    const answer = await call(sender(db, callerOf(given.place)), operation, given);
    expect(operation.statuses, JSON.stringify(answer.body)).toContain(answer.status);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    expect(answer.headers.get("x-ratelimit-remaining")).toBe(String(CALLS_PER_MINUTE - 1));
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("A82 without a token 401, without its scope 403, as a problem that says what would do", async () => {
    const mark = await dump(sql);
    const none = await call(sender(db, null), operation, victim);
    expect(none).toMatchObject({
      status: 401,
      body: { code: "access_token_invalid", error: "Unauthorized" },
    });
    expect(none.headers.get("www-authenticate")).toContain('Bearer realm="sallyport"');
    const caller = callerOf(victim.place, { scopes: without(operation.scopes) });
    const refused = await call(sender(db, caller), operation, victim);
    expect(refused).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
    for (const scope of operation.scopes) expect(refused.headers.get("www-authenticate")).toContain(scope);
    expect(await changedSince(mark)).toEqual([]);
  });

  test("A66 with another workspace's ids there is nothing there, and nothing of theirs changes", async () => {
    const stranger = await give(db);
    const mark = await dump(sql);
    const { names } = sampleOf(operation.key, victim);
    const answer = await call(sender(db, callerOf(stranger.place)), operation, victim);
    if (!names) return;
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(JSON.stringify(answer.body)).not.toContain(victim.user.email);
    expect(await changedSince(mark)).toEqual([]);
  });

  test("A82 for a program that is bounded to another policy the user is not there", async () => {
    const { names } = sampleOf(operation.key, victim);
    if (!names) return;
    const bounded = callerOf(victim.place, { policies: ["pol_other"] });
    const { status } = await call(sender(db, bounded), operation, victim);
    // What stands for everybody is refused outright
    const { isForAll } = OPERATIONS.find(({ method, path }) => `${method} ${path}` === operation.key) ?? {};
    expect(status).toBe(isForAll ? 403 : 404);
  });

  test("A73 a field that is not its own is refused by name, and changes nothing", async () => {
    const send = sender(db, callerOf(victim.place));
    const mark = await dump(sql);
    const { path, body } = sampleOf(operation.key, victim);
    const join = path.includes("?") ? "&" : "?";
    if (body && !Array.isArray(body)) {
      const answer = await send(`${operation.method} ${path}`, { ...body, tenantId: "wsp_other" });
      expect(answer).toMatchObject({ status: 400, body: { fields: { tenantId: expect.any(String) } } });
    }
    const query = await send(`${operation.method} ${path}${join}access_token=x`, body);
    expect(query).toMatchObject({ status: 400, body: { code: "token_in_query" } });
    expect(await changedSince(mark)).toEqual([]);
  });

  test("429 once the minute's calls are used up", async () => {
    const caller = callerOf(victim.place);
    await sender(db, caller)("GET /guardian/factors");
    await useUpMinute(sql, CALLS_PER_MINUTE);
    const answer = await call(sender(db, caller), operation, victim);
    expect(answer).toMatchObject({ status: 429, body: { code: "rate_limited", statusCode: 429 } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

test.each(Object.keys(REFUSED))("%s is refused by design, whatever the token holds", async (key) => {
  const operation = documented.find((one) => one.key === key);
  if (!operation) throw new Error(key);
  const answer = await call(sender(db, callerOf(victim.place)), operation, victim);
  expect(answer).toMatchObject({ status: 403, body: { code: "not_supported_by_design" } });
});

test("what the document lets be sent, and what it does not, never breaks an operation", async () => {
  const given = await give(db);
  const send = sender(db, callerOf(given.place));
  const one = fc.constantFrom(...documented).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      body: fc.oneof(arbitraryOf(operation.body, resolve), fc.json({ maxDepth: 3 })),
      query: fc.webQueryParameters({ size: "-1" }),
      headers: fc.constantFrom<Record<string, string>>(
        {},
        { "if-match": '"x"' },
        { "idempotency-key": "same" },
        { "content-type": "text/plain" },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(one, async ({ operation, body, query, headers }) => {
      const { path } = sampleOf(operation.key, given);
      const join = path.includes("?") ? "&" : "?";
      const sent = operation.body === undefined ? undefined : body;
      await sql`delete from rate_windows`;
      const answer = await send(`${operation.method} ${path}${join}${query}`, sent, headers);
      expect(
        answer.status,
        `${operation.key} ${JSON.stringify(body)} ${JSON.stringify(answer.body)}`,
      ).toBeLessThan(500);
      if (answer.status >= 400)
        expect(answer.body).toMatchObject({ code: expect.any(String), status: answer.status });
    }),
    { numRuns: 250 },
  );
});
