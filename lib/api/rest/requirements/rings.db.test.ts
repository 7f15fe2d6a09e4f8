import { expect, test } from "vitest";
import { makeAdmin } from "../../../admin/policies/testing";
import { getRings } from "../../../admin/rings/read";
import { dayIn, makeUserAt, passDays } from "../../../admin/rings/testing";
import { useTestDatabase } from "../../../db/testing";
import { useRaw } from "../../../db/testing-faults";
import { findSubjectOf, makeUser, makeWorkspace, openSession } from "../../../identity/testing";
import type { UserRow } from "../../../identity/users/service";
import { standingFor } from "../../../policy/service";
import { callerOf, sender, without } from "../testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const PATH = "/mfa-requirements/workspace/rings";

async function made() {
  const place = await makeWorkspace(db);
  const caller = callerOf(place);
  const events = (action: string) =>
    sql`select actor_id, data from audit_events where workspace_id = ${place.workspaceId} and action = ${action}`;
  return { place, caller, send: sender(db, caller), events };
}
const standing = async (user: UserRow) => {
  const subject = await findSubjectOf(db, await openSession(db, user));
  return subject && standingFor(subject);
};
const HALVES = { rings: [{ percent: 50 }, { percent: 100, starts_on: dayIn(9) }] };

test("a program plans rings, the first at once; it is told how they stand, and the record names it", async () => {
  const { place, caller, send, events } = await made();
  const low = await makeUserAt(db, sql, place, [0, 50]);
  const high = await makeUserAt(db, sql, place, [50, 100]);
  const planned = await send(`PUT ${PATH}`, { ...HALVES, grace_days: 7 });
  expect(planned).toMatchObject({ status: 200, body: { state: "running", grace_days: 7, dry_run: false } });
  expect([await standing(low), await standing(high)]).toEqual(["grace", "signed_in"]);
  const { body } = await send(`GET ${PATH}`);
  expect(body).toMatchObject({
    state: "running",
    paused: null,
    rings: [
      { number: 1, percent: 50, started_at: expect.any(String), people: 1 },
      { number: 2, percent: 100, started_at: null, people: null },
    ],
  });
  expect(await events("rings.planned")).toMatchObject([{ actor_id: caller.clientId }]);
  expect(await send(`PUT ${PATH}`, HALVES)).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("with dry_run it sees for each ring what a screen shows, and nothing is planned", async () => {
  const { place, caller, send, events } = await made();
  await makeUserAt(db, sql, place, [0, 50]);
  for (let n = 0; n < 2; n++) await makeUserAt(db, sql, place, [50, 100]);
  const { status, body } = await send(`PUT ${PATH}?dry_run=true`, HALVES);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    dry_run: true,
    foreseen: [
      { number: 1, people: 1, fates: { setup: 1, fine: 0 } },
      { number: 2, people: 2, fates: { setup: 2 } },
    ],
  });
  expect(await getRings(db, place.workspaceId)).toBeNull();
  expect(await events("rings.planned")).toEqual([]);
  const shown = await events("preview.shown");
  expect(shown.map(({ actor_id }) => actor_id)).toEqual([caller.clientId, caller.clientId]);
  expect(shown.map(({ data }) => data.planned.number)).toEqual([1, 2]);
});

test("paused no further ring starts, resumed it does, and each is done once", async () => {
  const { place, send, events } = await made();
  const high = await makeUserAt(db, sql, place, [50, 100]);
  await send(`PUT ${PATH}`, HALVES);
  expect(await send(`POST ${PATH}/pause`)).toMatchObject({
    status: 200,
    body: { state: "paused", paused: { reason: "administrator" } },
  });
  expect(await send(`POST ${PATH}/pause`)).toMatchObject({ status: 409, body: { code: "already_done" } });
  await passDays(db, sql, place, 10);
  expect(await standing(high)).toBe("signed_in");
  expect(await send(`POST ${PATH}/resume`)).toMatchObject({ status: 200, body: { state: "running" } });
  expect(await send(`POST ${PATH}/resume`)).toMatchObject({ status: 409 });
  await passDays(db, sql, place, 0);
  expect(await standing(high)).toBe("setup_pending");
  for (const action of ["rings.paused", "rings.resumed"]) expect(await events(action)).toHaveLength(1);
});

test("rings that have not started give way to others, to a caller who knows which have", async () => {
  const { send } = await made();
  await send(`PUT ${PATH}`, HALVES);
  const sooner = { started: 1, rings: [{ percent: 80, starts_on: dayIn(2) }, HALVES.rings[1]] };
  const tried = await send(`PATCH ${PATH}?dry_run=true`, sooner);
  expect(tried.body).toMatchObject({ dry_run: true, foreseen: [{ number: 2 }, { number: 3 }] });
  expect((await send(`GET ${PATH}`)).body).toMatchObject({ rings: [{}, { percent: 100 }] });
  expect(await send(`PATCH ${PATH}`, { ...sooner, started: 0 })).toMatchObject({ status: 409 });
  expect(await send(`PATCH ${PATH}`, sooner, { "if-match": '"old"' })).toMatchObject({ status: 412 });
  const { headers } = await send(`GET ${PATH}`);
  const changed = await send(`PATCH ${PATH}`, sooner, { "if-match": headers.get("etag") ?? "" });
  expect(changed.body).toMatchObject({ rings: [{ percent: 50 }, { percent: 80 }, { percent: 100 }] });
});

test.each([
  ["that end before everybody", [{ percent: 10 }]],
  ["that grow narrower", [{ percent: 10 }, { percent: 5, starts_on: dayIn(3) }, HALVES.rings[1]]],
  ["of a policy that is another workspace's", [{ policy_id: "pol_else" }, HALVES.rings[1]]],
  ["of a percentage and a policy", [{ percent: 5, policy_id: "pol_else" }, HALVES.rings[1]]],
  ["without a day after the first", [{ percent: 10 }, { percent: 100 }]],
])("rings %s are refused", async (_what, rings) => {
  const { send } = await made();
  expect(await send(`PUT ${PATH}`, { rings })).toMatchObject({
    status: 400,
    body: { code: "invalid_input" },
  });
});

test("where nothing is planned there is nothing to read, change, pause or resume", async () => {
  const { send } = await made();
  const change = { started: 0, rings: [{ percent: 100, starts_on: dayIn(3) }] };
  for (const [line, body] of [
    [`GET ${PATH}`, undefined],
    [`PATCH ${PATH}`, change],
    [`POST ${PATH}/pause`, undefined],
    [`POST ${PATH}/resume`, undefined],
  ] as const)
    expect(await send(line, body)).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("what only tightens neither pauses, puts off nor ends; that takes the scope that loosens", async () => {
  const { place, send } = await made();
  const tightens = sender(db, callerOf(place, { scopes: without(["delete:mfa_requirements"]) }));
  expect((await tightens(`PUT ${PATH}`, HALVES)).status).toBe(200);
  const put = { started: 1, rings: [{ percent: 100, starts_on: dayIn(90) }] };
  expect((await tightens(`PATCH ${PATH}`, put)).status).toBe(403);
  expect((await tightens(`POST ${PATH}/pause`)).status).toBe(403);
  expect((await tightens("PUT /mfa-requirements/workspace", { required: false })).status).toBe(403);
  expect((await send("PUT /mfa-requirements/workspace", { required: false })).status).toBe(200);
  expect((await send(`GET ${PATH}`)).status).toBe(404);
});

test("a program lets nobody out of a ring that has started, those who know its secret included", async () => {
  const { place } = await made();
  const admin = await makeAdmin(db, place);
  const { id } = admin.subject.user;
  const send = sender(db, callerOf(place, { heldBy: [id] }));
  await sql`insert into policies (workspace_id, id, name, mode, methods, is_default, since)
    select workspace_id, 'pol_pilots', 'Pilots', 'optional', methods, false, now() from policies
    where workspace_id = ${place.workspaceId}`;
  const other = await makeUser(db, { ...place, policyId: "pol_pilots" });
  await sql`update users set policy_id = 'pol_pilots' where id = ${id}`;
  await send(`PUT ${PATH}`, { rings: [{ policy_id: "pol_pilots" }, HALVES.rings[1]] });
  expect(await standing(other)).toBe("setup_pending");
  const out = (userId: string) =>
    send(`POST /authentication-policies/${place.policyId}/users`, { user_ids: [userId] });
  expect(await out(id)).toMatchObject({ status: 409, body: { code: "own_requirement" } });
  expect((await out(other.id)).status).toBe(200);
  await send(`PATCH ${PATH}`, { started: 1, rings: [{ percent: 100, starts_on: dayIn(90) }] });
  expect((await send(`GET ${PATH}`)).body).toMatchObject({ rings: [{ policy_name: "Pilots" }, {}] });
});
