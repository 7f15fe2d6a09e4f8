import { expect, test } from "vitest";
import { recordEvent } from "../../audit/service";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { advanceNoticeRuns } from "../../identity/notice-runs/service";
import { CLIENT, makeUser, makeWorkspace, type Place } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { RING_LIMITS } from "../../policy/core/rings";
import { eventsOf, makeAdmin } from "../policies/testing";
import { resumeRings } from "./pause";
import { planRings } from "./plan";
import { getRings } from "./read";
import { LATER, look, makeUserAt, ofPolicy, passDays, share } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

/** A first ring of everybody in the default policy, a second one that is due in five days. */
async function makeCase() {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  await planRings(db, admin, { ...LATER, rings: [ofPolicy(place.policyId, null), share(100, 5)] });
  return { place, admin };
}
const fail = ({ workspaceId, id }: UserRow) =>
  recordEvent(db, {
    workspaceId,
    action: "proof.refused",
    result: "refused",
    actorId: id,
    targetId: id,
    client: CLIENT,
    data: { factor: "totp", purpose: "enrollment", code: "wrong_code" },
  });
const ask = ({ workspaceId, id }: UserRow) =>
  sql`insert into help_requests (workspace_id, id, user_id, words, ip, user_agent)
    values (${workspaceId}, ${`hlp_${id}`}, ${id}, '', '', '')`;
const makeMany = (place: Place, count: number) =>
  Promise.all(Array.from({ length: count }, () => makeUser(db, place)));
const rings = async ({ workspaceId }: Place) =>
  (await getRings(db, workspaceId)) ?? { state: null, limits: [] };

test("once more people fail to set up than the limit, further rings wait and say why; the first stays", async () => {
  const { place, admin } = await makeCase();
  const people = await makeMany(place, RING_LIMITS.failed_set_ups.people + 1);
  for (const person of people.slice(1)) {
    await fail(person);
    await fail(person);
  }
  await look(db, sql, place);
  expect((await rings(place)).state).toBe("running");
  for (const person of people) await fail(person);
  await look(db, sql, place);
  expect(await rings(place)).toMatchObject({
    state: "paused",
    paused: { by: null, reason: "failed_set_ups", people: people.length },
  });
  await passDays(db, sql, place, 9);
  expect(await eventsOf(sql, place, "ring.started")).toHaveLength(1);
  expect(await eventsOf(sql, place, "rings.paused")).toMatchObject([
    {
      actor_id: null,
      target_id: place.workspaceId,
      data: { reason: "failed_set_ups", people: people.length },
    },
  ]);
  while (await advanceNoticeRuns(db)) await sql`update notice_runs set next_turn_at = now()`;
  const mails = await sql`select recipient from messages
    where workspace_id = ${place.workspaceId} and subject like 'Enforcing in rings is paused%'`;
  expect(mails).toEqual([{ recipient: admin.subject.user.email }]);
});

test("a limit that is passed holds back even a ring that is due at the same look", async () => {
  const { place } = await makeCase();
  for (const person of await makeMany(place, RING_LIMITS.help_requests.people + 1)) await ask(person);
  await passDays(db, sql, place, 9);
  expect(await rings(place)).toMatchObject({ state: "paused", paused: { reason: "help_requests" } });
  expect(await eventsOf(sql, place, "ring.started")).toHaveLength(1);
});

test("whoever got there in the end, failed before the ring's start or is in no ring that has started does not count", async () => {
  const { place } = await makeCase();
  const people = await makeMany(place, RING_LIMITS.failed_set_ups.people + 1);
  for (const person of people) await fail(person);
  await addApp(db, people[0] as UserRow);
  await look(db, sql, place);
  expect((await rings(place)).limits[0]).toMatchObject({ name: "failed_set_ups", count: people.length - 1 });
  const later = await makeWorkspace(db);
  const outside = [await makeUserAt(db, sql, later, [1, 100]), await makeUserAt(db, sql, later, [1, 100])];
  for (const person of outside) await fail(person);
  await planRings(db, await makeAdmin(db, later), { ...LATER, rings: [share(1, null), share(100, 9)] });
  for (const person of outside) await fail(person);
  for (const person of outside) await ask(person);
  expect((await rings(later)).limits.map(({ count }) => count)).toEqual([0, 0]);
});

test("resumed, the limits begin anew: what went wrong before pauses nothing again", async () => {
  const { place, admin } = await makeCase();
  const people = await makeMany(place, RING_LIMITS.help_requests.people + 1);
  for (const person of people) await ask(person);
  await look(db, sql, place);
  await resumeRings(db, admin);
  await look(db, sql, place);
  expect((await rings(place)).state).toBe("running");
  await passDays(db, sql, place, 9);
  expect((await rings(place)).state).toBe("done");
});
