import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import type { Actor } from "../../flows/context";
import { advanceNoticeRuns } from "../../identity/notice-runs/service";
import {
  ADMIN,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  type Place,
  signedIn,
  storedProof,
} from "../../identity/testing";
import { getMinPasswordLength } from "../../policy/policies";
import { standingFor } from "../../policy/service";
import { createPolicy, deletePolicy, savePolicy } from "./save";
import type { PolicySettings } from "./schema";
import { changeOf, eventsOf, makeAdmin, policyNamed, settings } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

let place: Place;
let admin: Actor;
beforeAll(async () => {
  place = await makeWorkspace(db);
  admin = await makeAdmin(db, place);
});

let numbered = 0;
/** A policy of this test's own, with members if asked; saves changes to it. */
async function makePolicy(given: Partial<PolicySettings> = {}, members: object[] = []) {
  const name = `Policy ${++numbered}`;
  const policyId = await createPolicy(db, admin, settings({ ...given, name }));
  const of = { workspaceId: place.workspaceId, policyId };
  const people = [];
  for (const set of members) people.push(await makeUser(db, of, set));
  const save = async (change: Partial<PolicySettings>, by = admin, extendUntil: Date | null = null) =>
    codeOf(savePolicy(db, by, { ...(await changeOf(db, place, name, change)), extendUntil }));
  return { ...of, name, people, save, stored: () => policyNamed(db, place, name) };
}
const mailsTo = async (email: string) => {
  while (await advanceNoticeRuns(db)) await sql`update notice_runs set next_turn_at = now()`;
  const rows = await sql`select subject from messages where recipient = ${email} order by id`;
  return rows.map(({ subject }) => String(subject));
};

test("a policy is made with what was set, by a name of its own, and audited and mailed", async () => {
  const owner = await makeUser(db, place, { role: "owner" });
  const wanted = settings({ name: "Finance", mode: "required", graceDays: 14, rememberedDays: 7 });
  await createPolicy(db, admin, wanted);
  const row = await policyNamed(db, place, "Finance");
  expect(row).toMatchObject({ mode: "required", graceDays: 14, rememberedDays: 7, isDefault: false });
  expect(await eventsOf(sql, place, "policy.created")).toMatchObject([
    { actor_id: admin.subject.user.id, target_id: row.id, data: { settings: wanted } },
  ]);
  expect(await mailsTo(owner.email)).toContainEqual(
    expect.stringMatching(/^An authentication policy was changed/),
  );
  expect(await codeOf(createPolicy(db, admin, settings({ name: "FINANCE" })))).toBe("name_taken");
});

const IMPOSSIBLE: [what: string, change: Partial<PolicySettings>, code: string][] = [
  ["nothing accepted", { methods: [] }, "policy_empty"],
  ["only what the workspace has switched off", { methods: ["sms", "push"] }, "policy_empty"],
  ["phishing-resistant without passkeys", { methods: ["totp"], phishingResistant: true }, "policy_empty"],
  ["the same while it is tried out", { mode: "try_out", methods: ["sms"] }, "policy_empty"],
  ["short passwords where nothing is required", { minPasswordLength: 8 }, "invalid_input"],
  ["short passwords while it is tried out", { mode: "try_out", minPasswordLength: 14 }, "invalid_input"],
];
test.each(IMPOSSIBLE)("%s is refused, made or changed", async (_, change, code) => {
  expect(await codeOf(createPolicy(db, admin, settings({ name: "Never", ...change })))).toBe(code);
  const { save, stored } = await makePolicy();
  const before = await stored();
  expect(await save(change)).toBe(code);
  expect(await stored()).toEqual(before);
});

test("push approval alone is refused, which nobody who has nothing yet can set up", async () => {
  const { workspaceId, save, stored } = await makePolicy();
  await sql`update workspaces set methods = '{passkey,totp,push}' where workspace_id = ${workspaceId}`;
  const before = await stored();
  expect(await save({ methods: ["push"] })).toBe("policy_empty");
  expect(await stored()).toEqual(before);
  expect(await save({ methods: ["push", "totp"] })).toBeNull();
});

test("passwords may be shorter only while the policy requires a second factor", async () => {
  const { workspaceId, policyId, save } = await makePolicy({ mode: "required", minPasswordLength: 8 });
  const least = () => getMinPasswordLength(db, workspaceId, policyId);
  expect(await least()).toBe(8);
  expect(await save({ startsAt: daysFromNow(3).toISOString() })).toBeNull();
  expect(await least()).toBe(15);
  expect(await save({ startsAt: null, mode: "optional" })).toBe("invalid_input");
});

const PROOFS: [
  what: string,
  from: Partial<PolicySettings>,
  change: Partial<PolicySettings>,
  "own" | "aal2",
][] = [
  ["required", {}, { mode: "required" }, "own"],
  ["a factor less", { mode: "required" }, { methods: ["passkey"] }, "own"],
  ["a new name", {}, { name: "Renamed once" }, "own"],
  ["a grace shortened", { mode: "required", graceDays: 9 }, { graceDays: 3 }, "own"],
  ["required no more", { mode: "required" }, { mode: "optional" }, "aal2"],
  ["a grace lengthened", { mode: "required", graceDays: 3 }, { graceDays: 9 }, "aal2"],
  ["self-removal", {}, { allowSelfRemoval: true }, "aal2"],
  ["stricter here and looser there", {}, { mode: "required", rememberedDays: 30 }, "aal2"],
];
test.each(PROOFS)(
  "%s: what loosens takes aal2, what tightens the freshest own proof",
  async (_, from, change, level) => {
    const { save, stored } = await makePolicy(from);
    const before = await stored();
    const without = await signedIn(db, await makeUser(db, place, ADMIN));
    if (level === "aal2") expect(await save(change, without)).toBe("factor_required");
    expect(await save(change, await makeAdmin(db, place, {}, 360))).toBe("step_up_required");
    expect(await save(change, await makeAdmin(db, place, { rights: [] }))).toBe("missing_right");
    expect(await stored()).toEqual(before);
    expect(await save(change, level === "own" ? without : admin)).toBeNull();
  },
);

test("C13 of two who change what both have seen one is told of the conflict", async () => {
  const { name, policyId } = await makePolicy();
  const other = await makeAdmin(db, place);
  const change = await changeOf(db, place, name, {});
  const saved = (by: Actor, pool: typeof db, days: number) =>
    codeOf(savePolicy(pool, by, { ...change, settings: { ...change.seen, rememberedDays: days } }));
  const codes = await Promise.all([saved(admin, db, 3), saved(other, connect(), 4)]);
  expect(codes.toSorted()).toEqual(["conflict", null].toSorted());
  const changes = await eventsOf(sql, place, "policy.changed");
  expect(changes.filter(({ target_id }) => target_id === policyId)).toHaveLength(1);
});

test("of two who give two policies one name at once, one is told that it is taken", async () => {
  const other = await makeAdmin(db, place);
  const codes = await Promise.all([
    codeOf(createPolicy(db, admin, settings({ name: "Twice" }))),
    codeOf(createPolicy(connect(), other, settings({ name: "twice" }))),
  ]);
  expect(codes.toSorted()).toEqual(["name_taken", null].toSorted());
});

test("a policy keeps its dates: since when it is required, when it was tightened, and by whom", async () => {
  const { save, stored, policyId } = await makePolicy();
  const made = await stored();
  const other = await makeAdmin(db, place);
  expect(await save({ mode: "required" }, other)).toBeNull();
  const required = await stored();
  expect(required).toMatchObject({ tightenedAt: null, setBy: other.subject.user.id });
  expect(required.since.getTime()).toBeGreaterThan(made.since.getTime());
  expect(await save({ methods: ["passkey"] })).toBeNull();
  const tightened = await stored();
  expect(tightened).toMatchObject({ since: required.since, setBy: admin.subject.user.id });
  expect(tightened.tightenedAt).toEqual(admin.subject.facts.now);
  const changes = await eventsOf(sql, place, "policy.changed");
  expect(changes.filter(({ target_id }) => target_id === policyId).map(({ data }) => data)).toMatchObject([
    { before: { mode: "optional" }, after: { mode: "required" }, tightened: ["mode"], loosened: [] },
    { before: { methods: ["passkey", "totp"] }, after: { methods: ["passkey"] }, tightened: ["methods"] },
  ]);
});

test("members are told where more is asked of them or nothing any more, and of nothing else", async () => {
  const { save, people } = await makePolicy({}, [{}, { blockedAt: daysFromNow(-1) }]);
  const told = () => mailsTo(people[0]?.email ?? "");
  await save({ rememberedDays: 3 });
  expect(await told()).toEqual([]);
  const changes: Partial<PolicySettings>[] = [
    { mode: "required" },
    { methods: ["passkey"] },
    { mode: "optional" },
  ];
  for (const change of changes) {
    await save(change);
    await told();
  }
  expect((await told()).map((subject) => subject.replace(/ – .*/, ""))).toEqual([
    "Two-factor authentication is required for you",
    "What is asked of you when you sign in has changed",
    "Two-factor authentication is no longer required for you",
  ]);
  expect(await mailsTo(people[1]?.email ?? "")).toEqual([]);
});

test("accepted factors tightened: a session that proved the app goes on, the next one sets up a passkey", async () => {
  const { save, policyId } = await makePolicy({ mode: "required" });
  const member = await makeAdmin(db, { ...place, policyId });
  const proofs = [storedProof("password", 2), storedProof("totp", 1)];
  const user = { workspaceId: place.workspaceId, id: member.subject.user.id };
  const open = await openSession(db, user, { proofs });
  const walled = await openSession(db, await makeUser(db, { ...place, policyId }));
  await sql`select pg_sleep(0.01)`;
  expect(await save({ methods: ["passkey"] }, await makeAdmin(db, place))).toBeNull();
  const standing = async (key: typeof open) => {
    const subject = await findSubjectOf(db, key);
    return subject && standingFor(subject);
  };
  expect(await standing(open)).toBe("signed_in");
  expect(await standing(walled)).toBe("setup_pending");
  expect(await standing(await openSession(db, user, { proofs }))).toBe("setup_pending");
  expect(await standing(await openSession(db, user))).toBe("half_signed_in");
});

test("A67 whoever is under the policy satisfies what they make of it, by a factor proved in this session", async () => {
  const { save, policyId, stored } = await makePolicy({}, [{}]);
  const of = { ...place, policyId };
  const bare = await signedIn(db, await makeUser(db, of, ADMIN));
  expect(await save({ mode: "required" }, bare)).toBe("set_up_yours_first");
  expect(await save({ mode: "required", startsAt: daysFromNow(9).toISOString() }, bare)).toBe(
    "set_up_yours_first",
  );
  const holder = await makeAdmin(db, of);
  expect(await save({ mode: "required", phishingResistant: true }, holder)).toBe("set_up_yours_first");
  const proofs = [storedProof("password", 1)];
  const { id } = holder.subject.user;
  const unproved = await signedIn(db, { workspaceId: place.workspaceId, id }, { proofs });
  expect(await save({ mode: "required" }, unproved)).toBe("step_up_required");
  expect((await stored()).mode).toBe("optional");
  expect(await save({ mode: "required" }, holder)).toBeNull();
});

test("nobody loosens a policy whose only member they are, but the sole owner; nor one of those above them alone", async () => {
  const { save, policyId } = await makePolicy({ mode: "required" });
  const of = { ...place, policyId };
  const alone = await makeAdmin(db, of);
  await makeUser(db, of, { blockedAt: daysFromNow(-1) });
  await makeUser(db, of, { passwordHash: null });
  expect(await save({ mode: "optional" }, alone)).toBe("own_requirement");
  expect(await save({ rememberedDays: 9 }, alone)).toBe("own_requirement");
  expect(await save({ sessionPreset: "aal2" }, alone)).toBeNull();
  await makeUser(db, of);
  expect(await save({ mode: "optional" }, alone)).toBeNull();
  const owners = await makePolicy({ mode: "required" }, [{ role: "owner" }]);
  expect(await owners.save({ mode: "optional" })).toBe("missing_right");
  const small = await makeWorkspace(db, {}, { mode: "required" });
  const owner = await makeAdmin(db, small, { role: "owner" });
  const change = await changeOf(db, small, "Default", { mode: "optional" });
  expect(await codeOf(savePolicy(db, owner, change))).toBeNull();
});

test("a policy goes with its members put elsewhere; `Default` stays, and so does one whose members have nowhere to go", async () => {
  const { policyId, people, stored } = await makePolicy({ mode: "required" }, [{}, {}]);
  const gone = (moveTo: string | null, id = policyId) =>
    codeOf(deletePolicy(db, admin, { policyId: id, moveTo }));
  expect(await gone(null)).toBe("policy_kept");
  expect(await gone(policyId)).toBe("policy_kept");
  expect(await gone(null, place.policyId)).toBe("policy_kept");
  const elsewhere = await makeWorkspace(db);
  expect(await gone(elsewhere.policyId)).toBe("not_found");
  expect(await gone(null, elsewhere.policyId)).toBe("not_found");
  const row = await stored();
  expect(await gone(place.policyId)).toBeNull();
  const kept = await sql`select policy_id from users where id in ${sql(people.map(({ id }) => id))}`;
  expect(kept.map(({ policy_id }) => policy_id)).toEqual([place.policyId, place.policyId]);
  expect(await eventsOf(sql, place, "policy.removed")).toMatchObject([
    { target_id: row.id, data: { settings: { name: row.name, mode: "required" } } },
  ]);
  expect(await eventsOf(sql, place, "policy.moved")).toHaveLength(2);
});
