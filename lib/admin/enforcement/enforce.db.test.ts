import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useCounted, useRaw } from "../../db/testing-faults";
import { advanceNoticeRuns } from "../../identity/notice-runs/service";
import {
  ADMIN,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  type Place,
  REQUIRED,
  setWorkspace,
  signedIn,
  storedProof,
} from "../../identity/testing";
import { standingFor } from "../../policy/service";
import { eventsOf, makeAdmin } from "../policies/testing";
import { enforceForAll, getEnforcement, revokeEnforcement } from "./enforce";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const LATER = { effect: "next_sign_in", graceDays: null, tellsEverybody: false } as const;
const NOW = { ...LATER, effect: "right_away" } as const;
const quietly = { tellsEverybody: false };

async function makeCase() {
  const place = await makeWorkspace(db);
  return { place, admin: await makeAdmin(db, place) };
}
const standing = async (key: Awaited<ReturnType<typeof openSession>>) => {
  const subject = await findSubjectOf(db, key);
  return subject && standingFor(subject);
};
const mailsOf = ({ workspaceId }: Place, like: string) =>
  sql`select recipient from messages where workspace_id = ${workspaceId} and subject like ${like} order by recipient`;

test("enforcing lets whoever is signed in go on, and asks at the next sign-in; revoking frees everybody but who is required otherwise", async () => {
  const { place, admin } = await makeCase();
  const [member, ticked] = [await makeUser(db, place), await makeUser(db, place, REQUIRED)];
  const open = await openSession(db, member);
  await sql`select pg_sleep(0.01)`;
  const fresh = await signedIn(
    db,
    { workspaceId: place.workspaceId, id: admin.subject.user.id },
    {
      proofs: [storedProof("password", 2), storedProof("totp", 1)],
    },
  );
  await enforceForAll(db, fresh, LATER);
  expect(await getEnforcement(db, place.workspaceId)).toMatchObject({
    by: admin.subject.user.name,
    effect: "next_sign_in",
  });
  expect(await standing(open)).toBe("signed_in");
  expect(await standing(await openSession(db, member))).toBe("setup_pending");
  await revokeEnforcement(db, fresh, quietly);
  expect(await getEnforcement(db, place.workspaceId)).toBeNull();
  expect(await standing(await openSession(db, member))).toBe("signed_in");
  expect(await standing(await openSession(db, ticked))).toBe("setup_pending");
});

test("A10 enforced right away, an open session is held at its next request; with days to comply it may still put it off", async () => {
  const { place, admin } = await makeCase();
  const open = await openSession(db, await makeUser(db, place));
  await enforceForAll(db, admin, NOW);
  expect(await standing(open)).toBe("setup_pending");
  await revokeEnforcement(db, admin, quietly);
  await enforceForAll(db, admin, { ...NOW, graceDays: 7 });
  expect(await standing(open)).toBe("grace");
});

test("A67 an administrator without a factor is told to set up theirs first, and nothing is changed", async () => {
  const { place } = await makeCase();
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  const before = await dump(sql);
  expect(await codeOf(enforceForAll(db, bare, LATER))).toBe("set_up_yours_first");
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("A67 a factor that was not proved in this session is asked for, and a recovery code does not stand in for it", async () => {
  const { place, admin } = await makeCase();
  const { workspaceId } = place;
  const id = admin.subject.user.id;
  const enforceWith = async (...proofs: ReturnType<typeof storedProof>[]) =>
    codeOf(enforceForAll(db, await signedIn(db, { workspaceId, id }, { proofs }), LATER));
  expect(await enforceWith(storedProof("password", 1))).toBe("step_up_required");
  expect(await enforceWith(storedProof("password", 400), storedProof("totp", 360))).toBe("step_up_required");
  await sql`insert into recovery_codes (workspace_id, user_id, id, set_id, code_hash, salt, acknowledged_at)
    values (${workspaceId}, ${id}, 'rcc_1', '', '', '', now())`;
  expect(await enforceWith(storedProof("password", 2), storedProof("recovery_code", 1))).toBe(
    "step_up_required",
  );
});

test("enforcing with no usable method is refused with the way out", async () => {
  const { place, admin } = await makeCase();
  await setWorkspace(db, place.workspaceId, { methods: ["sms"] });
  expect(await codeOf(enforceForAll(db, admin, LATER))).toBe("no_method_possible");
  expect(await getEnforcement(db, place.workspaceId)).toBeNull();
});

test("revoking takes aal2, enforcing the right to manage", async () => {
  const { place, admin } = await makeCase();
  await enforceForAll(db, admin, LATER);
  const stale = await makeAdmin(db, place, {}, 360);
  expect(await codeOf(revokeEnforcement(db, stale, quietly))).toBe("step_up_required");
  expect(await codeOf(revokeEnforcement(db, await makeAdmin(db, place, { rights: [] }), quietly))).toBe(
    "missing_right",
  );
  const member = await makeAdmin(db, place, { role: "member" });
  expect(await codeOf(enforceForAll(db, member, LATER))).toBe("missing_right");
});

test("C13 two administrators who enforce at once make one rule; the second is told", async () => {
  const { place, admin } = await makeCase();
  const other = await makeAdmin(db, place);
  const codes = await Promise.all([
    codeOf(enforceForAll(db, admin, LATER)),
    codeOf(enforceForAll(connect(), other, LATER)),
  ]);
  expect(codes.toSorted()).toEqual(["already_done", null]);
  expect(await eventsOf(sql, place, "requirement.set")).toMatchObject([
    { target_id: place.workspaceId, data: { source: "workspace", effect: "next_sign_in", graceDays: null } },
  ]);
  await revokeEnforcement(db, admin, quietly);
  expect(await codeOf(revokeEnforcement(db, other, quietly))).toBe("already_done");
});

test("the other administrators are mailed, everybody only where it is asked for, once each", async () => {
  const { place, admin } = await makeCase();
  const other = await makeAdmin(db, place);
  const member = await makeUser(db, place);
  await enforceForAll(db, admin, { ...LATER, tellsEverybody: true });
  while (await advanceNoticeRuns(db)) await sql`update notice_runs set next_turn_at = now()`;
  expect(await mailsOf(place, "%enforced for everyone%")).toEqual([{ recipient: other.subject.user.email }]);
  const told = (await mailsOf(place, "%is required for you%")).map(({ recipient }) => recipient);
  expect(told).toEqual(
    [admin, other]
      .map((one) => one.subject.user.email)
      .concat(member.email)
      .toSorted(),
  );
});

/** What one transaction of enforcing says to the database, and how many rows it leaves behind. */
async function enforcingAmong(administrators: number) {
  const { place, admin } = await makeCase();
  const { workspaceId, policyId } = place;
  await sql`insert into users (workspace_id, id, email, name, role, policy_id, webauthn_handle, email_verified_at, password_hash)
    select ${workspaceId}, ${workspaceId} || n, n || ${`@${workspaceId}.x`}, 'Many ' || n, 'administrator', ${policyId}, n, now(), ''
    from generate_series(1, ${administrators}::int) n`;
  const rows = async () =>
    Object.values(await dump(sql)).flatMap((table) => (table === "" ? [] : table.split("\n"))).length;
  const before = await rows();
  counted.statements.length = 0;
  await enforceForAll(counted.db, admin, LATER);
  const statements = counted.statements.map((statement) => statement.trim());
  return { statements, written: (await rows()) - before };
}

test("enforcing is the same work for 3 and for 3,000 administrators, and writes to nobody's row", async () => {
  const few = await enforcingAmong(3);
  expect(few.written).toBe(2);
  expect(few.statements.filter((statement) => /^update/i.test(statement))).toHaveLength(1);
  expect(few.statements.some((statement) => /(update|into) "?(users|messages)/i.test(statement))).toBe(false);
  expect(await enforcingAmong(3_000)).toEqual(few);
});
