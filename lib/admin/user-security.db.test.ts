import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import type { Actor } from "../flows/context";
import type { Right } from "../identity/core/rights";
import {
  ADMIN,
  actorOf,
  makeUser,
  makeWorkspace,
  openSession,
  type Place,
  REQUIRED,
  signedIn,
  storedProof,
} from "../identity/testing";
import type { UserRow } from "../identity/users/service";
import { listPanelRefusals, saveUserSecurity } from "./user-security";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const ACTORS = {
  member: { role: "member" },
  "member with the right's name": { role: "member", rights: ["manage_user_rights"] },
  "administrator without the right": { role: "administrator" },
  "administrator without a factor": ADMIN,
  "administrator, factor not proved lately": ADMIN,
  "administrator at aal2": ADMIN,
  "sole owner at aal2": { role: "owner" },
};
type Who = keyof typeof ACTORS;

async function makeActor(place: Place, who: Who): Promise<Actor> {
  const user = await makeUser(db, place, ACTORS[who]);
  if (who.endsWith("without a factor") || who.startsWith("member") || who.endsWith("the right"))
    return signedIn(db, user);
  await addApp(db, user);
  const provedAgo = who.endsWith("lately") ? 360 : 1;
  return signedIn(db, user, { proofs: [storedProof("password", 400), storedProof("totp", provedAgo)] });
}

const rowOf = async (id: string) =>
  (await sql`select required_since is not null as box, required_by, rights from users where id = ${id}`)[0];
const entries = async (id: string) =>
  (await sql`select action from audit_events where target_id = ${id} order by id`).map((row) => row.action);

const save = (
  actor: Actor,
  target: UserRow,
  requireMfa: boolean,
  rights: Right[] = target.rights as Right[],
) => codeOf(saveUserSecurity(db, actor, { userId: target.id, requireMfa, rights }));

const MATRIX: [Who, "tick" | "untick" | "rights", string | null][] = [
  ["member", "tick", "missing_right"],
  ["member", "rights", "missing_right"],
  ["member with the right's name", "tick", "missing_right"],
  ["administrator without the right", "tick", "missing_right"],
  ["administrator without the right", "rights", "missing_right"],
  ["administrator without a factor", "tick", null],
  ["administrator without a factor", "untick", "factor_required"],
  ["administrator without a factor", "rights", "factor_required"],
  ["administrator, factor not proved lately", "tick", "step_up_required"],
  ["administrator, factor not proved lately", "untick", "step_up_required"],
  ["administrator, factor not proved lately", "rights", "step_up_required"],
  ["administrator at aal2", "tick", null],
  ["administrator at aal2", "untick", null],
  ["administrator at aal2", "rights", null],
  ["sole owner at aal2", "tick", null],
  ["sole owner at aal2", "untick", null],
  ["sole owner at aal2", "rights", null],
];

test.each(MATRIX)("a %s who wants to %s for another administrator: %s", async (who, act, code) => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, who);
  const target = await makeUser(db, place, { role: "administrator", ...(act === "untick" ? REQUIRED : {}) });
  const before = await dump(sql);
  const rights: Right[] = act === "rights" ? ["manage_user_rights"] : [];
  expect(await save(actor, target, act === "tick", rights)).toBe(code);
  if (code) {
    expect(changedTables(before, await dump(sql))).toEqual([]);
    return;
  }
  const action = { tick: "requirement.set", untick: "requirement.lifted", rights: "rights.changed" }[act];
  expect(await entries(target.id)).toEqual([action]);
  expect(await rowOf(target.id)).toMatchObject({ box: act === "tick", rights });
  expect(await sql`select 1 from messages where recipient = ${target.email}`).toHaveLength(1);
});

const ON_ONESELF: [Who, "tick" | "untick" | "rights", string | null][] = [
  ["administrator without a factor", "tick", null],
  ["administrator at aal2", "tick", null],
  ["administrator at aal2", "untick", "own_requirement"],
  ["administrator at aal2", "rights", "own_requirement"],
  ["sole owner at aal2", "untick", null],
  ["sole owner at aal2", "rights", "own_requirement"],
];

test.each(ON_ONESELF)("A67 a %s who wants to %s for themselves: %s", async (who, act, code) => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, who);
  const { id } = actor.subject.user;
  if (act === "untick")
    await sql`update users set required_since = now(), required_by = 'usr_x' where id = ${id}`;
  const [row] = await sql`select rights from users where id = ${id}`;
  const isSole = who === "sole owner at aal2";
  const other: Right[] = isSole ? ["manage_user_rights"] : [];
  const rights: Right[] = act === "rights" ? other : row?.rights;
  const input = { userId: id, requireMfa: act === "tick", rights };
  expect(await codeOf(saveUserSecurity(db, actor, input))).toBe(code);
});

test("a second owner ends the exception: nobody loosens on themselves alone", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, "sole owner at aal2");
  await makeUser(db, place, { role: "owner" });
  await sql`update users set required_since = now() where id = ${actor.subject.user.id}`;
  const input = { userId: actor.subject.user.id, requireMfa: false, rights: [] };
  expect(await codeOf(saveUserSecurity(db, actor, input))).toBe("own_requirement");
});

test.each([
  ["tick", null],
  ["untick", "missing_right"],
] as const)("A72 an administrator may %s an owner's box: %s", async (act, code) => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, "administrator at aal2");
  const owner = await makeUser(db, place, { role: "owner", ...(act === "untick" ? REQUIRED : {}) });
  expect(await save(actor, owner, act === "tick")).toBe(code);
});

test("a member is given no right", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, "administrator at aal2");
  const target = await makeUser(db, place);
  expect(await save(actor, target, false, ["manage_user_rights"])).toBe("invalid_input");
  expect(await entries(target.id)).toEqual([]);
});

test("what is unchanged is left alone: no entry, no mail, the moment and the name of who ticked stay", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, "administrator at aal2");
  const target = await makeUser(db, place, {
    role: "administrator",
    rights: ["manage_user_rights"],
    ...REQUIRED,
  });
  const before = await dump(sql);
  expect(await save(actor, target, true, ["manage_user_rights"])).toBeNull();
  expect(await save(actor, target, true, ["manage_user_rights", "manage_user_rights"])).toBeNull();
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("box and right are saved together or not at all", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeActor(place, "administrator without a factor");
  const target = await makeUser(db, place, { role: "administrator" });
  expect(await save(actor, target, true, ["manage_user_rights"])).toBe("factor_required");
  expect(await rowOf(target.id)).toMatchObject({ box: false, rights: [] });
});

test("C13 two administrators who tick one box at the same moment make one change", async () => {
  const place = await makeWorkspace(db);
  const [one, two] = [
    await makeActor(place, "administrator at aal2"),
    await makeActor(place, "administrator at aal2"),
  ];
  const target = await makeUser(db, place);
  const input = { userId: target.id, requireMfa: true, rights: [] };
  await Promise.all([saveUserSecurity(db, one, input), saveUserSecurity(connect(), two, input)]);
  expect(await entries(target.id)).toEqual(["requirement.set"]);
});

test("A66 a user of another workspace is not there to be changed", async () => {
  const actor = await makeActor(await makeWorkspace(db), "sole owner at aal2");
  const foreign = await makeUser(db, await makeWorkspace(db));
  expect(await save(actor, foreign, true)).toBe("not_found");
  expect(await entries(foreign.id)).toEqual([]);
});

test.each(Object.keys(ACTORS) as Who[])(
  "what the panel switches off for a %s is what saving refuses",
  async (who) => {
    const place = await makeWorkspace(db);
    const actor = await makeActor(place, who);
    const target = await makeUser(db, place, { role: "administrator" });
    const refusals = await listPanelRefusals(db, actor.subject, target, {
      isBoxTicked: false,
      isLocked: true,
    });
    const isHeld = async (code: Promise<string | null>) => (await code) === "missing_right";
    expect(refusals.requireMfa !== null).toBe(await isHeld(save(actor, target, true)));
    const fresh = await actorOf(
      db,
      await openSession(db, { workspaceId: place.workspaceId, id: actor.subject.user.id }),
    );
    expect(refusals.rights !== null).toBe(await isHeld(save(fresh, target, false, ["manage_user_rights"])));
  },
);
