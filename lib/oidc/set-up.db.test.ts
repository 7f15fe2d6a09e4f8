import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { codeFor } from "../factors/testing";
import type { Actor } from "../flows/context";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import { actorOf, REQUIRED } from "../identity/testing";
import { findLoginHint, requireSetUpAsked } from "./interactions/service";
import { useProvider } from "./testing";
import { makeSteps } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, authorize } = makeSteps(db, url);

async function setUpAsked(actor: Actor): Promise<void> {
  const { flowId, present } = await beginEnrollment(db, actor, { kind: "totp", purpose: "application" });
  const answer = { code: codeFor(String(present.secret), actor) };
  await finishEnrollment(db, actor, { flowId, answer });
}

test.each([
  ["application", "of whoever nothing is required of", {}],
  ["required", "of whoever is required", REQUIRED],
])("a set-up that an application asks for is kept as `%s` %s, on record", async (origin, _whom, user) => {
  const one = await pair({ user });
  await setUpAsked(await actorOf(db, one.session));
  const [row] = await sql`select two_factor_origin, two_factor_on from users where id = ${one.userId}`;
  expect(row).toEqual({ two_factor_origin: origin, two_factor_on: true });
  const [event] = await sql`select data from audit_events
    where workspace_id = ${one.workspaceId} and action = 'two_factor.enabled'`;
  expect(event?.data.origin).toBe(origin);
});

test("only a request of this session that waits for a set-up is taken for one", async () => {
  const bare = await pair();
  const { came } = await authorize(bare, { acr_values: "aal2" });
  const actor = await actorOf(db, bare.session);
  await requireSetUpAsked(db, actor, String(came.waiting));
  const stranger = await pair();
  const other = await actorOf(db, stranger.session);
  expect(await codeOf(requireSetUpAsked(db, other, String(came.waiting)))).toBe("not_found");
  const holder = await pair({ withApp: true });
  await prove(holder);
  const { came: asked } = await authorize(holder, { acr_values: "aal2", prompt: "login" });
  const proving = await actorOf(db, holder.session);
  expect(await codeOf(requireSetUpAsked(db, proving, String(asked.waiting)))).toBe("already_done");
});

test.each([
  ["ada@acme.example", "ada@acme.example"],
  [" Ada@Acme.example ", "Ada@Acme.example"],
  ["+4915112345678", null],
  ["javascript:alert(1)", null],
  [`${"a".repeat(250)}@acme.example`, null],
  ["", null],
])("login_hint `%s` is offered to whoever signs in for the request as %s", async (hint, offered) => {
  const one = await pair();
  one.browser.session = null;
  const { came } = await authorize(one, { login_hint: hint });
  expect(came.at.pathname).toMatch(/^\/interaction\//);
  expect(await findLoginHint(db, came.at.pathname)).toBe(offered);
});

test("there is no login_hint but of a request that waits for a sign-in", async () => {
  const one = await pair();
  const { came } = await authorize(one, { acr_values: "aal2", login_hint: "ada@acme.example" });
  for (const path of [came.at.pathname, "/interaction/none", "/dashboard", "/interaction/"])
    expect(await findLoginHint(db, path)).toBeNull();
});
