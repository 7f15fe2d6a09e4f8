import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { availableKinds } from "../../factors/registry";
import { makeWorkspace, type Place } from "../../identity/testing";
import { countByStatus, EVERYBODY, listOfClasses, takeCensus } from "../census/service";
import { startRing } from "../core/plan";
import { outlookOf } from "../core/preview";
import { ringOf } from "../core/rings";
import { shieldStatus } from "../core/status";
import type { Ring } from "../core/types";
import { countFacets, searchSubjects } from "../directory/service";
import { listSubjects, type Subject } from "../facts";
import { listPreview, previewChange } from "../preview/service";
import { requirementOf } from "../service";
import { fillCrowd } from "../testing-crowd";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const kinds = availableKinds();
const CROWD = 1_200;

let place: Place;
let everybody: Subject[];

/** A third is in by its spot, a policy by its people; further rings are to come. */
beforeAll(async () => {
  place = await makeWorkspace(db);
  const { workspaceId } = place;
  await fillCrowd(sql, place, CROWD);
  await sql`insert into rollouts (workspace_id, effect, grace_days) values (${workspaceId}, 'next_sign_in', 10)`;
  await sql`insert into rings (workspace_id, number, percent, policy_id, planned_at, started_at) values
    (${workspaceId}, 1, 33, null, now(), now() - interval '40 days'),
    (${workspaceId}, 2, null, ${`trial_${workspaceId}`}, now(), now() - interval '12 days'),
    (${workspaceId}, 3, 66, null, now() + interval '9 days', null),
    (${workspaceId}, 4, 100, null, now() + interval '20 days', null)`;
  everybody = await listSubjects(db, workspaceId, EVERYBODY, { after: null, limit: CROWD }, kinds);
}, 120_000);

const shieldOf = (subject: Subject) =>
  shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now);

test("the rings tell people apart: some are in by their spot, some by their policy, the others are not", () => {
  const inRing = everybody.map(({ rules }) => ringOf(rules.rollout?.rings ?? [], rules.place));
  const share = (number: number) => inRing.filter((one) => one === number).length / CROWD;
  expect(share(1)).toBeGreaterThan(0.28);
  expect(share(1)).toBeLessThan(0.38);
  expect(share(2)).toBeGreaterThan(0.04);
  const required = everybody.filter((one) => requirementOf(one).sources.some(({ ring }) => ring));
  expect(required.length).toBeGreaterThan(CROWD / 4);
});

test("census, figures and lists give everybody in a ring the shield that the decision gives them", async () => {
  const counts = { active: 0, pending: 0, chosen: 0, exempt: 0, inactive: 0 };
  for (const one of everybody) counts[shieldOf(one).status]++;
  const { workspaceId } = place;
  expect(countByStatus(await takeCensus(db, workspaceId, EVERYBODY, kinds))).toEqual(counts);
  expect((await countFacets(db, workspaceId, kinds)).status).toEqual(counts);
  for (const status of ["active", "pending", "chosen", "exempt", "inactive"] as const) {
    const filter = { text: "", status, policyId: null, role: null, factor: null, signedIn: null };
    const { subjects } = await searchSubjects(
      db,
      workspaceId,
      { ...filter, isInGrace: false },
      { sort: "name", after: null, size: CROWD },
      kinds,
    );
    const expected = everybody.filter((one) => shieldOf(one).status === status);
    expect(subjects.map(({ user }) => user.id)).toEqual(expected.map(({ user }) => user.id));
  }
});

test("nobody in a class of the census is told apart from the others by a ring, its time to comply included", async () => {
  const classes = await takeCensus(db, place.workspaceId, EVERYBODY, kinds);
  const dayOf = (subject: Subject) => {
    const { status, until } = shieldOf(subject);
    const { sources } = requirementOf(subject);
    return { status, rings: sources.map(({ ring }) => ring), isOpen: until !== undefined };
  };
  let compared = 0;
  for (const one of classes.slice(0, 150)) {
    const page = { after: null, limit: 500 };
    const of = { search: EVERYBODY, classes: [one] };
    const { subjects } = await listOfClasses(db, place.workspaceId, of, page, kinds);
    expect(subjects).toHaveLength(one.count);
    for (const member of subjects) expect(dayOf(member)).toEqual(dayOf(one.subject));
    compared += subjects.length;
  }
  expect(compared).toBeGreaterThan(150);
});

test("a ring that is to come is shown for those whom it brings in, and no others; so is one that is only planned", async () => {
  const rings: Ring[] = [33, null, 50, 100].map((percent) => ({
    percent,
    policyId: percent === null ? `trial_${place.workspaceId}` : null,
    startedAt: null,
  }));
  for (const number of [3, 4]) {
    const plan = startRing({ setBy: null, effect: "right_away", graceDays: null, rings }, number);
    const covers = ({ rules }: Subject) => ringOf(rings, rules.place) === number;
    const change = { search: EVERYBODY, plan, covers, cuts: [33, 50] };
    const expected = everybody.filter(covers).map((one) => ({ one, ...outlookOf(plan, one) }));
    const preview = await previewChange(db, place.workspaceId, change, null, kinds);
    expect(preview.people).toBe(expected.length);
    for (const fate of ["fine", "setup", "cannot"] as const) {
      const those = expected.filter((one) => one.fate === fate).map(({ one }) => one.user.id);
      expect(preview.fates[fate]).toBe(those.length);
      const page = { fate, after: null, limit: CROWD };
      const { people } = await listPreview(db, place.workspaceId, change, page, kinds);
      expect(people.map(({ subject }) => subject.user.id)).toEqual(those);
    }
  }
});
