import { expect, test } from "vitest";
import { CHAIN_PURPOSE } from "../../audit/chain/hash";
import { publicKeyFor } from "../../core/signing";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { CLIENT, daysFromNow, exempt, makeUser, makeWorkspace, REQUIRED } from "../../identity/testing";
import { takeDueFigures } from "./days";
import { createEvidence, type EvidenceFile, getSpan, takeFigures, viewDay } from "./evidence";
import { judgeEvidence, type PublicKey } from "./judge";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const TODAY = new Date().toISOString().slice(0, 10);
const BY = { name: "Vera", userId: "usr_vera", client: CLIENT };
const OURS = [publicKeyFor(CHAIN_PURPOSE, null) as PublicKey];

/** Two under the policy, one of them with an app; a box; a box that is excused; somebody blocked and somebody invited. */
async function makeCrowd(): Promise<string> {
  const place = await makeWorkspace(db, {}, { mode: "optional" });
  await sql`insert into policies (workspace_id, id, name, mode, since)
    values (${place.workspaceId}, ${`pol_${place.workspaceId}`}, 'Staff', 'required', now() - interval '9 days')`;
  const staff = { workspaceId: place.workspaceId, policyId: `pol_${place.workspaceId}` };
  const safe = await makeUser(db, staff, { twoFactorOn: true, name: "Safe" });
  await addApp(db, safe);
  await makeUser(db, staff, { name: "Open" });
  await makeUser(db, place, { ...REQUIRED, name: "Boxed" });
  const excused = await makeUser(db, place, { ...REQUIRED, name: "Excused" });
  await exempt(db, excused, daysFromNow(20));
  await makeUser(db, place, { blockedAt: new Date() });
  await makeUser(db, place, { passwordHash: null });
  return place.workspaceId;
}

test("the figures of a day say which requirement covered how many of how many, and who was excused and why", async () => {
  const id = await makeCrowd();
  expect([await getSpan(db, id), await viewDay(db, id, TODAY)]).toEqual([null, null]);
  await takeFigures(db, id);
  const day = await viewDay(db, id, TODAY);
  expect(day?.figures).toEqual({
    ...{ users: 5, blocked: 1, invited: 1 },
    statuses: { active: 1, pending: 2, chosen: 0, exempt: 1, inactive: 1 },
    requirements: [
      {
        source: "policy",
        policy: { id: `pol_${id}`, name: "Staff" },
        covered: 2,
        active: 1,
        pending: 1,
        exempt: 0,
      },
      { source: "user", policy: null, covered: 2, active: 0, pending: 1, exempt: 1 },
    ],
  });
  expect(day?.exceptions).toMatchObject([{ user: "Excused", fact: { reason: "Key is on its way" } }]);
  expect(day?.areExceptionsSealed).toBe(true);
  expect(await getSpan(db, id)).toEqual({ first: TODAY, last: TODAY });
});

test("figures are recorded once a day, however many take them at once, and later changes do not touch them", async () => {
  const id = await makeCrowd();
  await Promise.all([db, database.connect(), database.connect()].map((on) => takeFigures(on, id)));
  const before = await viewDay(db, id, TODAY);
  await sql`update users set required_since = null, two_factor_on = false where workspace_id = ${id}`;
  await sql`update exemptions set revoked_at = now() where workspace_id = ${id}`;
  await takeDueFigures(db);
  expect(await viewDay(db, id, TODAY)).toEqual(before);
  expect(
    await sql`select 1 from audit_events where workspace_id = ${id} and action = 'figures.taken'`,
  ).toHaveLength(1);
  await sql`update exemptions set reason = 'Another' where workspace_id = ${id}`;
  expect((await viewDay(db, id, TODAY))?.areExceptionsSealed).toBe(false);
});

const wrongOf = (file: EvidenceFile, keys: PublicKey[] | null) =>
  judgeEvidence(file, keys).flatMap(({ what, isRight }) =>
    isRight ? [] : [what.split(" ").slice(0, 3).join(" ")],
  );

const FORGERIES: [string, (file: EvidenceFile) => unknown, string[]][] = [
  [
    "a figure",
    ({ evidence }) => Object.assign(evidence.figures, { users: 4 }),
    ["the file is", "its figures are"],
  ],
  [
    "another day",
    ({ evidence }) => Object.assign(evidence, { date: "2026-01-01" }),
    ["the file is", "its figures are"],
  ],
  [
    "a reason",
    ({ evidence }) => Object.assign(evidence.exceptions[0]?.fact ?? {}, { reason: "x" }),
    ["the file is", "the exceptions are"],
  ],
  [
    "an exception left out",
    ({ evidence }) => Object.assign(evidence, { exceptions: [] }),
    ["the file is", "the exceptions are"],
  ],
  [
    "the recorded event",
    ({ evidence }) => Object.assign(evidence.proof.event, { actorKind: "user" }),
    ["the file is", "the record of"],
  ],
  [
    "the block",
    ({ evidence }) => Object.assign(evidence.proof.block, { events: 99 }),
    ["the file is", "the block is"],
  ],
  ["the signature of the file", (file) => Object.assign(file.signature, { value: "AAAA" }), ["the file is"]],
];

test("evidence is checked by the file and the public key alone, and made known in the log", async () => {
  const id = await makeCrowd();
  expect(await codeOf(createEvidence(db, id, TODAY, BY))).toBe("not_found");
  await takeFigures(db, id);
  const file = JSON.parse(JSON.stringify(await createEvidence(db, id, TODAY, BY))) as EvidenceFile;
  for (const keys of [null, OURS]) expect(wrongOf(file, keys)).toEqual([]);
  const others = [{ ...(OURS[0] as PublicKey), x: Buffer.alloc(32, 9).toString("base64url") }];
  expect(wrongOf(file, others)).toEqual(["the file is", "the block is"]);
  expect(wrongOf(file, [])).toEqual(["the file is", "the block is"]);
  for (const [what, forge, expected] of FORGERIES) {
    const forged = structuredClone(file);
    forge(forged);
    expect(wrongOf(forged, OURS), what).toEqual(expected);
  }
  const [entry] =
    await sql`select actor_id, data from audit_events where workspace_id = ${id} and action = 'evidence.created'`;
  expect(entry).toMatchObject({
    actor_id: "usr_vera",
    data: { date: TODAY, signature: file.signature.value },
  });
});
