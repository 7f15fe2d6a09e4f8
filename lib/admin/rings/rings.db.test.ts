import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useCounted, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { advanceNoticeRuns } from "../../identity/notice-runs/service";
import {
  ADMIN,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  setWorkspace,
  signedIn,
} from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { countLosingFactor } from "../../policy/policies";
import { standingFor } from "../../policy/service";
import { enforceForAll, getEnforcement, revokeEnforcement } from "../enforcement/enforce";
import { explainUser } from "../enforcement/why";
import { moveUsers } from "../policies/moves";
import { createPolicy, deletePolicy } from "../policies/save";
import { eventsOf, makeAdmin, settings } from "../policies/testing";
import { advanceRings } from "./advance";
import { pauseRings, resumeRings } from "./pause";
import { changeRings, planRings } from "./plan";
import { getRings } from "./read";
import { dayIn, LATER, look, makeUserAt, ofPolicy, passDays, share } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const counted = useCounted(database);

async function makeCase() {
  const place = await makeWorkspace(db);
  return { place, admin: await makeAdmin(db, place) };
}
const standing = async (user: UserRow) => {
  const subject = await findSubjectOf(db, await openSession(db, user));
  return subject && standingFor(subject);
};
const stateOf = async ({ workspaceId }: { workspaceId: string }) => (await getRings(db, workspaceId))?.state;

test("ring by ring more people are asked, each on its day, and what has begun stays", async () => {
  const { place, admin } = await makeCase();
  const [low, high] = [
    await makeUserAt(db, sql, place, [0, 50]),
    await makeUserAt(db, sql, place, [50, 100]),
  ];
  await planRings(db, admin, { ...LATER, rings: [share(50, 3), share(100, 10)] });
  expect(await stateOf(place)).toBe("planned");
  await passDays(db, sql, place, 2);
  expect([await standing(low), await standing(high)]).toEqual(["signed_in", "signed_in"]);
  await passDays(db, sql, place, 2);
  expect([await standing(low), await standing(high)]).toEqual(["setup_pending", "signed_in"]);
  expect(await stateOf(place)).toBe("running");
  const why = await explainUser(db, admin.subject, low.id, { level: null, maxAgeSeconds: null });
  expect(why.sources).toMatchObject([{ kind: "workspace", ring: 1, setBy: admin.subject.user.name }]);
  expect(await getEnforcement(db, place.workspaceId)).toBeNull();
  await passDays(db, sql, place, 7);
  expect([await standing(low), await standing(high)]).toEqual(["setup_pending", "setup_pending"]);
  expect(await stateOf(place)).toBe("done");
  expect(await getEnforcement(db, place.workspaceId)).toMatchObject({
    by: admin.subject.user.name,
    effect: "next_sign_in",
  });
  expect((await eventsOf(sql, place, "ring.started")).map(({ data }) => data)).toMatchObject([
    { number: 1, percent: 50 },
    { number: 2, percent: 100 },
  ]);
});

test("a ring's start is its own date: an open session goes on, days to comply run from there", async () => {
  const { place, admin } = await makeCase();
  const low = await makeUserAt(db, sql, place, [0, 50]);
  const open = await openSession(db, low);
  await sql`select pg_sleep(0.01)`;
  await planRings(db, admin, { ...LATER, graceDays: 7, rings: [share(50, null), share(100, 30)] });
  const subject = await findSubjectOf(db, open);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(await standing(low)).toBe("grace");
  await sql`update users set first_prompted_at = now() where id = ${low.id}`;
  await passDays(db, sql, place, 6);
  expect(await standing(low)).toBe("grace");
  await sql`update users set first_prompted_at = now() - interval '8 days', created_at = created_at - interval '30 days'
    where id = ${low.id}`;
  await passDays(db, sql, place, 2);
  expect(await standing(low)).toBe("setup_pending");
});

test("a ring of a policy asks whoever is under it, and whoever is moved there from then on", async () => {
  const { place, admin } = await makeCase();
  const policyId = await createPolicy(db, admin, settings({ name: "Pilots" }));
  const [pilot, other] = [await makeUser(db, { ...place, policyId }), await makeUser(db, place)];
  await planRings(db, admin, { ...LATER, rings: [ofPolicy(policyId, null), share(100, 5)] });
  expect([await standing(pilot), await standing(other)]).toEqual(["setup_pending", "signed_in"]);
  const open = await openSession(db, other);
  await sql`select pg_sleep(0.01)`;
  await sql`update users set policy_id = ${policyId}, policy_since = now() where id = ${other.id}`;
  const subject = await findSubjectOf(db, open);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(await standing(other)).toBe("setup_pending");
  expect(await codeOf(deletePolicy(db, admin, { policyId, moveTo: place.policyId }))).toBe("policy_kept");
});

test("nobody moves themselves out of a ring; another administrator does, at aal2; once everybody is in it loosens nothing", async () => {
  const { place, admin } = await makeCase();
  const methods = ["passkey", "totp", "sms", "push"] as const;
  const policyId = await createPolicy(db, admin, settings({ name: "Pilots", methods: [...methods] }));
  const early = await makeAdmin(db, { ...place, policyId });
  const before = { userIds: [early.subject.user.id], policyId: place.policyId };
  expect(await codeOf(moveUsers(db, early, before))).toBeNull();
  const pilot = await makeAdmin(db, { ...place, policyId });
  await planRings(db, admin, { ...LATER, rings: [ofPolicy(policyId, null), share(100, 5)] });
  const out = { userIds: [pilot.subject.user.id], policyId: place.policyId };
  expect(await codeOf(moveUsers(db, pilot, out))).toBe("own_requirement");
  expect(await codeOf(moveUsers(db, await makeAdmin(db, place, {}, 360), out))).toBe("step_up_required");
  await passDays(db, sql, place, 6);
  expect(await stateOf(place)).toBe("done");
  expect(await codeOf(moveUsers(db, pilot, out))).toBeNull();
});

test("whoever a ring requires counts among those who would lose their last factor, and a workspace goes with its rings", async () => {
  const { place, admin } = await makeCase();
  const policyId = await createPolicy(db, admin, settings({ name: "Pilots" }));
  for (const of of [policyId, place.policyId])
    await addApp(db, await makeUser(db, { ...place, policyId: of }));
  const losing = () => countLosingFactor(db, place.workspaceId, ["totp"], []);
  expect(await losing()).toEqual({ required: 0, others: 3 });
  await planRings(db, admin, { ...LATER, rings: [ofPolicy(policyId, null), share(100, 5)] });
  expect(await losing()).toEqual({ required: 1, others: 2 });
  await sql`delete from workspaces where workspace_id = ${place.workspaceId}`;
  expect(await sql`select 1 from rings where workspace_id = ${place.workspaceId}`).toEqual([]);
});

test("paused, no further ring starts and none is lifted; resumed, the one that was due starts", async () => {
  const { place, admin } = await makeCase();
  const [low, high] = [
    await makeUserAt(db, sql, place, [0, 50]),
    await makeUserAt(db, sql, place, [50, 100]),
  ];
  await planRings(db, admin, { ...LATER, rings: [share(50, null), share(100, 5)] });
  await pauseRings(db, admin);
  await passDays(db, sql, place, 9);
  expect([await standing(low), await standing(high)]).toEqual(["setup_pending", "signed_in"]);
  expect(await getRings(db, place.workspaceId)).toMatchObject({
    state: "paused",
    paused: { by: admin.subject.user.name, reason: "administrator" },
  });
  expect(await codeOf(pauseRings(db, admin))).toBe("already_done");
  await resumeRings(db, admin);
  expect(await codeOf(resumeRings(db, admin))).toBe("already_done");
  await look(db, sql, place);
  expect([await standing(low), await standing(high)]).toEqual(["setup_pending", "setup_pending"]);
});

test("other rings take the place of those to come; those that have started stay, and a stale screen is told", async () => {
  const { place, admin } = await makeCase();
  await planRings(db, admin, { ...LATER, rings: [share(10, null), share(50, 5), share(100, 9)] });
  await changeRings(db, admin, { started: 1, rings: [share(30, 2), share(100, 20)] });
  const { rings } = (await getRings(db, place.workspaceId)) ?? { rings: [] };
  expect(rings.map(({ percent, plannedAt }) => [percent, plannedAt.slice(0, 10)]).slice(1)).toEqual([
    [30, dayIn(2)],
    [100, dayIn(20)],
  ]);
  expect(await codeOf(changeRings(db, admin, { started: 0, rings: [share(100, 9)] }))).toBe("conflict");
  expect(await codeOf(changeRings(db, admin, { started: 1, rings: [share(5, 2), share(100, 9)] }))).toBe(
    "invalid_input",
  );
  expect(await eventsOf(sql, place, "rings.changed")).toHaveLength(1);
});

test.each([
  ["without everybody at the end", [share(50, null)]],
  ["with a narrower ring after a wider one", [share(50, null), share(20, 3), share(100, 9)]],
  ["with a later ring before an earlier one", [share(20, 9), share(50, 3), share(100, 10)]],
  ["with a day that is over", [share(20, -1), share(100, 9)]],
  ["with a second ring without a day", [share(20, null), share(100, null)]],
  ["with a policy that is not there", [ofPolicy("pol_foreign", null), share(100, 9)]],
])("rings %s are refused", async (_what, rings) => {
  const { place, admin } = await makeCase();
  expect(await codeOf(planRings(db, admin, { ...LATER, rings }))).toBe("invalid_input");
  expect(await getRings(db, place.workspaceId)).toBeNull();
});

test("A67 planning takes the right, a method that is possible and the rule satisfied by oneself; pausing and ending aal2", async () => {
  const { place, admin } = await makeCase();
  const rings = [share(10, 3), share(100, 9)];
  const plan = (who: typeof admin) => codeOf(planRings(db, who, { ...LATER, rings }));
  expect(await plan(await signedIn(db, await makeUser(db, place, ADMIN)))).toBe("set_up_yours_first");
  expect(await plan(await makeAdmin(db, place, { rights: [] }))).toBe("missing_right");
  await setWorkspace(db, place.workspaceId, { methods: ["sms"] });
  expect(await plan(admin)).toBe("no_method_possible");
  await setWorkspace(db, place.workspaceId, { methods: ["totp"] });
  expect(await plan(admin)).toBeNull();
  const stale = await makeAdmin(db, place, {}, 360);
  const codes = [pauseRings(db, stale), changeRings(db, stale, { started: 0, rings })];
  expect(await Promise.all(codes.map(codeOf))).toEqual(["step_up_required", "step_up_required"]);
  expect(await codeOf(revokeEnforcement(db, stale, { tellsEverybody: false }))).toBe("step_up_required");
});

test("rings and the rule for everybody exclude each other, and revoking ends every ring", async () => {
  const { place, admin } = await makeCase();
  const low = await makeUserAt(db, sql, place, [0, 50]);
  const rings = [share(50, null), share(100, 9)];
  const forAll = { effect: "next_sign_in", graceDays: null, tellsEverybody: false } as const;
  const other = await makeAdmin(db, place);
  const codes = await Promise.all([
    codeOf(planRings(db, admin, { ...LATER, rings })),
    codeOf(planRings(connect(), other, { ...LATER, rings })),
  ]);
  expect(codes.toSorted()).toEqual(["conflict", null]);
  expect(await codeOf(enforceForAll(db, admin, forAll))).toBe("conflict");
  expect(await standing(low)).toBe("setup_pending");
  await revokeEnforcement(db, admin, { tellsEverybody: false });
  expect(await standing(low)).toBe("signed_in");
  expect(await getRings(db, place.workspaceId)).toBeNull();
  expect((await eventsOf(sql, place, "requirement.lifted")).at(-1)?.data).toMatchObject({
    rings: 2,
    started: 1,
  });
  await enforceForAll(db, admin, forAll);
  expect(await codeOf(planRings(db, admin, { ...LATER, rings }))).toBe("conflict");
});

test("two workers start a ring once; a ring is some rows, however many people it brings in", async () => {
  const { place, admin } = await makeCase();
  await sql`insert into users (workspace_id, id, email, name, policy_id, webauthn_handle, email_verified_at)
    select ${place.workspaceId}, ${place.workspaceId} || n, n || ${`@${place.workspaceId}.x`}, 'Many', ${place.policyId}, n, now()
    from generate_series(1, 2000) n`;
  await planRings(db, admin, { ...LATER, tellsPeople: true, rings: [share(25, 1), share(100, 9)] });
  await sql`update rings set planned_at = now() - interval '1 hour' where number = 1 and workspace_id = ${place.workspaceId}`;
  await sql`update rollouts set next_look_at = case when workspace_id = ${place.workspaceId} then now()
    else now() + interval '1 day' end`;
  counted.statements.length = 0;
  await Promise.all([advanceRings(counted.db), advanceRings(connect())]);
  expect(counted.statements.some((statement) => /update "?users/i.test(statement))).toBe(false);
  const [event, ...more] = await eventsOf(sql, place, "ring.started");
  expect(more).toEqual([]);
  expect(event?.data.people).toBeGreaterThan(400);
  expect(event?.data.people).toBeLessThan(600);
  await sql`delete from messages where workspace_id = ${place.workspaceId}`;
  while (await advanceNoticeRuns(db)) await sql`update notice_runs set next_turn_at = now()`;
  const told = await sql`select count(*)::int as n from messages where workspace_id = ${place.workspaceId}
    and subject like '%is required for you%'`;
  expect(told[0]?.n).toBe(event?.data.people);
});
