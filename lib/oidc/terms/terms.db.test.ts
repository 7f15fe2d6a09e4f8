import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { makeWorkspace } from "../../identity/testing";
import { useProvider } from "../testing";
import { makeSteps } from "../testing-authorization";
import { makeManager } from "../testing-manager";
import { type Terms, termsSchema } from "./schema";
import { getTerms, saveTerms } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, authorize } = makeSteps(db, url);

const START: Terms = {
  scopes: ["admin", "delete", "payment", "transfer"].map((scope) => ({ scope, level: "aal2" as const })),
  freshBelowSeconds: 300,
};

test("a workspace begins with the tables of the contract, and changing them is on record", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  expect(await getTerms(db, place.workspaceId)).toEqual(START);
  const terms: Terms = { scopes: [{ scope: "orders", level: "phr" }], freshBelowSeconds: 60 };
  await saveTerms(db, actor, { seen: START, terms });
  expect(await getTerms(db, place.workspaceId)).toEqual(terms);
  expect(await codeOf(saveTerms(db, actor, { seen: START, terms: START }))).toBe("conflict");
  const events = await sql`select data from audit_events
    where workspace_id = ${place.workspaceId} and action = 'context.changed'`;
  expect(events).toMatchObject([{ data: { before: START, after: terms } }]);
  const without = await makeManager(db, place, ["manage_user_rights"]);
  expect(await codeOf(saveTerms(db, without, { seen: terms, terms: START }))).toBe("missing_right");
});

test("A61 a scope that is put into the table demands its level at the next request, one that is taken out does not", async () => {
  const one = await pair();
  const [policy] = await sql`select id from policies where workspace_id = ${one.workspaceId}`;
  const actor = await makeManager(db, { workspaceId: one.workspaceId, policyId: String(policy?.id) });
  const query = { scope: "openid orders" };
  expect((await authorize(one, query)).came.code).toBeTruthy();
  const terms: Terms = { ...START, scopes: [{ scope: "orders", level: "aal2" }] };
  await saveTerms(db, actor, { seen: START, terms });
  expect((await authorize(one, query)).came.code).toBeNull();
  await saveTerms(db, actor, { seen: terms, terms: { ...terms, scopes: [] } });
  expect((await authorize(one, query)).came.code).toBeTruthy();
  expect((await authorize(one, { max_age: "200" })).came.code).toBeNull();
  await saveTerms(db, actor, {
    seen: { ...terms, scopes: [] },
    terms: { scopes: [], freshBelowSeconds: 100 },
  });
  expect((await authorize(one, { max_age: "200" })).came.code).toBeTruthy();
});

test.each([
  ["a scope twice", { scopes: [START.scopes[0], START.scopes[0]] }],
  ["a scope with a blank", { scopes: [{ scope: "a b", level: "aal2" }] }],
  ["a level that is none", { scopes: [{ scope: "a", level: "aal1" }] }],
  ["less than no time", { freshBelowSeconds: -1 }],
  ["half a second", { freshBelowSeconds: 0.5 }],
])("%s is not taken", (_what, part) => {
  expect(termsSchema.safeParse({ ...START, ...part }).success).toBe(false);
});
