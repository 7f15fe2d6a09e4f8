import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useCounted, useRaw } from "../../db/testing-faults";
import { availableKinds } from "../../factors/registry";
import { makeUser, makeWorkspace, type Place } from "../../identity/testing";
import { foreseeSignIn } from "../core/foresee";
import { resolveRequirement } from "../core/requirement";
import { shieldStatus } from "../core/status";
import { source } from "../core/testing";
import type { Rules } from "../core/types";
import { listSubjects, type Subject } from "../facts";
import { fillCrowd } from "../testing-crowd";
import {
  classesOfStatus,
  countByStatus,
  countPeople,
  EVERYBODY,
  listOfClasses,
  takeCensus,
  type UserClass,
} from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);
const kinds = availableKinds();

const CROWD = 2_500;
let place: Place;
let classes: UserClass[];

beforeAll(async () => {
  place = await makeWorkspace(db);
  await fillCrowd(sql, place, CROWD);
  const stranger = await makeWorkspace(db);
  for (let i = 0; i < 3; i++) await makeUser(db, stranger);
  classes = await takeCensus(db, place.workspaceId, EVERYBODY, kinds);
}, 120_000);

/** Rules as they stand, and as somebody may plan them. */
const PLANS: Record<string, (rules: Rules, now: Date) => Rules> = {
  "as it is": (rules) => rules,
  "all enforced": (rules, now) => ({ ...rules, workspace: source("workspace", { since: now }) }),
  "passkeys alone, with days and skips": (rules) => ({
    ...rules,
    phishingResistant: true,
    policy: {
      mode: "required",
      startsAt: null,
      source: { ...rules.policy.source, grace: { until: null, days: 30, skips: 3 } },
    },
  }),
  "a method less": (rules) => ({ ...rules, workspaceMethods: ["passkey", "sms"] }),
};

/** All that may depend on a user, but moments: those of one class lie within a day of each other. */
const answersOf = ({ user, rules, facts }: Subject) =>
  Object.values(PLANS).map((plan) => {
    const requirement = resolveRequirement(plan(rules, facts.now), null, facts.now);
    const { status, until } = shieldStatus(requirement, facts.user, facts.now);
    const { decision, proved } = foreseeSignIn(requirement, facts);
    return {
      status,
      isInTime: until !== undefined,
      outcome: decision.outcome,
      reasons: decision.reasons,
      hasLater: decision.outcome === "setup" && decision.graceUntil !== null,
      offered: "factors" in decision ? decision.factors : [],
      proved: proved.filter((factor) => factor !== "recovery_code"),
      required: requirement.required,
      suspended: requirement.suspended.length,
      state: [facts.user.blocked, user.hasPassword, user.isAddressConfirmed, user.policy.id],
    };
  });

async function membersOf(of: readonly UserClass[], limit: number): Promise<Subject[]> {
  const found: Subject[] = [];
  for (let after: { name: string; id: string } | null = null; ; ) {
    const page = { after, limit };
    const chosen = { search: EVERYBODY, classes: of };
    const { subjects, next } = await listOfClasses(db, place.workspaceId, chosen, page, kinds);
    found.push(...subjects);
    if (next === null) return found;
    after = next;
  }
}

test("every user of the workspace is counted once, and nobody else's", () => {
  expect(countPeople(classes)).toBe(CROWD);
  expect(new Set(classes.map(({ key }) => key)).size).toBe(classes.length);
  expect(classes.length).toBeLessThan(CROWD / 2);
});

test("members of one class get the same answers as the one who stands for them, today and under every plan", async () => {
  const bySize = classes.toSorted((a, b) => b.count - a.count);
  const prompted = bySize.filter(({ count, subject }) => count > 1 && subject.rules.firstPromptedAt !== null);
  const chosen = [...new Set([...bySize.slice(0, 10), ...prompted.slice(0, 14), ...prompted.slice(-6)])];
  let compared = 0;
  for (const one of chosen) {
    const members = await membersOf([one], 500);
    expect(members).toHaveLength(one.count);
    for (const member of members) expect(answersOf(member)).toEqual(answersOf(one.subject));
    compared += members.length;
  }
  expect(compared).toBeGreaterThan(400);
});

test("the figures by shield are those that asking about each user by themselves gives", async () => {
  const everybody = await listSubjects(
    db,
    place.workspaceId,
    EVERYBODY,
    { after: null, limit: CROWD },
    kinds,
  );
  const counts = { active: 0, pending: 0, chosen: 0, exempt: 0, inactive: 0 };
  for (const { rules, facts } of everybody)
    counts[shieldStatus(resolveRequirement(rules, null, facts.now), facts.user, facts.now).status]++;
  expect(countByStatus(classes)).toEqual(counts);
  expect(Object.values(counts).every((count) => count > 0)).toBe(true);
});

test("the list of some classes holds each of their members once, in the order of names, whatever the page", async () => {
  const exempt = classesOfStatus(classes, "exempt");
  const members = await membersOf(exempt, 7);
  expect(members).toHaveLength(countPeople(exempt));
  const ids = members.map(({ user }) => user.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual((await membersOf(exempt, 500)).map(({ user }) => user.id));
  expect(await membersOf([], 10)).toEqual([]);
});

test.each([
  ["a policy", (p: Place) => ({ ...EVERYBODY, policyId: p.policyId }), CROWD * 0.6],
  ["a role", () => ({ ...EVERYBODY, role: "administrator" }), CROWD / 100],
  ["a text", (p: Place) => ({ ...EVERYBODY, text: `77@${p.workspaceId}` }), CROWD / 100],
  [
    "three ids",
    (p: Place) => ({ ...EVERYBODY, userIds: [1, 2, 3].map((n) => `usr_000000${n}${p.workspaceId}`) }),
    3,
  ],
  ["no id at all", () => ({ ...EVERYBODY, userIds: [] }), 0],
  ["ids that are none", () => ({ ...EVERYBODY, userIds: ['"},{', "usr_1' or true"] }), 0],
])("a census of %s counts those alone", async (_, search, count) => {
  const found = await takeCensus(db, place.workspaceId, search(place), kinds);
  expect(countPeople(found)).toBe(count);
});

test("a census reads the users in one statement, however many classes there are", async () => {
  counted.statements.length = 0;
  await takeCensus(counted.db, place.workspaceId, EVERYBODY, kinds);
  expect(counted.statements.filter((statement) => /\busers\b/.test(statement))).toHaveLength(1);
});
