import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw, withFault } from "../../db/testing-faults";
import type { Actor } from "../../flows/context";
import { ADMIN, daysFromNow, makeUser, makeWorkspace, REQUIRED, signedIn } from "../../identity/testing";
import { createPolicy } from "../policies/save";
import { makeAdmin, settings } from "../policies/testing";
import { inviteMany } from "./invite";
import type { BulkDeed } from "./kinds";
import { cancelRun, getBulkRun, listBulkRuns, listResults, orderRun, retryRun } from "./runs";
import { advanceBulkRuns } from "./work";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const EVERYBODY = {
  text: "",
  status: null,
  policyId: null,
  role: null,
  factor: null,
  signedIn: null,
  isInGrace: false,
};

/** Lets every run have its turns without waiting for the pace. */
async function workOff(pool = db): Promise<void> {
  for (;;) {
    await sql`update bulk_runs set next_turn_at = now() where next_turn_at < now() + interval '10 seconds'`;
    if (!(await advanceBulkRuns(pool))) return;
  }
}

async function order(deed: BulkDeed, given: object[]) {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const users = [];
  for (const set of given) users.push(await makeUser(db, place, set));
  const { runId } = await orderRun(db, admin, deed, { userIds: users.map(({ id }) => id) });
  return { place, admin, users, runId };
}

const countsOf = async (admin: Actor, runId: string) => (await getBulkRun(db, admin.subject, runId)).counts;
const resultsOf = async (admin: Actor, runId: string) => {
  const states = ["done", "skipped", "refused", "failed", "waiting"] as const;
  const { rows } = await listResults(db, admin.subject, { runId, states, after: -1 });
  return rows.map(({ state, code }) => [state, code]);
};

test("a run does to each what the single act does, by the same rules, audited and mailed one by one", async () => {
  const { admin, users, runId, place } = await order({ kind: "require" }, [{}, REQUIRED, {}]);
  await sql`delete from users where id = ${users[2]?.id ?? ""}`;
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([
    ["done", null],
    ["skipped", "already_done"],
    ["refused", "not_found"],
  ]);
  expect(await getBulkRun(db, admin.subject, runId)).toMatchObject({
    state: "finished",
    total: 3,
    isOwn: true,
  });
  const events = await sql`select target_id, actor_id, ip, request_id from audit_events
    where workspace_id = ${place.workspaceId} and action = 'requirement.set'`;
  expect(events).toEqual([
    {
      target_id: users[0]?.id,
      actor_id: admin.subject.user.id,
      ip: admin.client.ip,
      request_id: admin.client.requestId,
    },
  ]);
  const mails = await sql`select recipient from messages where workspace_id = ${place.workspaceId}`;
  expect(mails.map(({ recipient }) => recipient)).toEqual([users[0]?.email]);
});

test("rank, oneself and the last owner are judged row by row", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const owner = await makeUser(db, place, { role: "owner" });
  const member = await makeUser(db, place);
  const userIds = [owner.id, admin.subject.user.id, member.id];
  const { runId } = await orderRun(db, admin, { kind: "reset", reason: "A test" }, { userIds });
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([
    ["refused", "missing_right"],
    ["refused", "own_requirement"],
    ["done", null],
  ]);
});

test("everybody who matches is written down before the first is touched, whoever stops matching meanwhile", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  for (let n = 0; n < 7; n++) await makeUser(db, place, n < 5 ? {} : REQUIRED);
  const filter = { ...EVERYBODY, status: "inactive" as const };
  const { runId } = await orderRun(db, admin, { kind: "require" }, { filter });
  expect((await getBulkRun(db, admin.subject, runId)).state).toBe("listing");
  await workOff();
  expect(await countsOf(admin, runId)).toMatchObject({ done: 5, waiting: 0, refused: 0 });
  const [row] = await sql`select count(*)::int as n from users where workspace_id = ${place.workspaceId}
    and required_since is not null`;
  expect(row?.n).toBe(7);
});

test("two workers, and a third for one that was killed, never do one row twice", async () => {
  const { admin, runId, place } = await order(
    { kind: "remind" },
    Array.from({ length: 40 }, () => ({})),
  );
  const pools = [db, connect(), connect()];
  const turn = async (pool: typeof db) => {
    // Whoever was killed left its claim: it has run out for all of them
    await sql`update bulk_runs set next_turn_at = now() where id = ${runId}`;
    return advanceBulkRuns(pool);
  };
  await Promise.all(pools.map(turn));
  await workOff();
  expect(await countsOf(admin, runId)).toMatchObject({ done: 40, waiting: 0 });
  const mails =
    await sql`select recipient, count(*)::int as n from messages where workspace_id = ${place.workspaceId}
    group by 1`;
  expect(mails.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, () => 1));
});

test("a run whose worker dies is taken over after its claim has run out, and not before", async () => {
  const { admin, runId } = await order({ kind: "require" }, [{}]);
  await sql`update bulk_runs set next_turn_at = now() + interval '60 seconds' where id = ${runId}`;
  expect(await advanceBulkRuns(db)).toBe(false);
  await sql`update bulk_runs set next_turn_at = now() where id = ${runId}`;
  expect(await advanceBulkRuns(db)).toBe(true);
  expect(await countsOf(admin, runId)).toMatchObject({ done: 1 });
});

test("a row that fails leaves nothing but its result, holds up no other, and is tried again when asked", async () => {
  const { admin, users, runId } = await order({ kind: "require" }, [{}, {}]);
  const when = `new.target_id = '${users[0]?.id}'`;
  await withFault(sql, { table: "audit_events", when }, () => workOff());
  expect(await resultsOf(admin, runId)).toEqual([
    ["failed", "internal"],
    ["done", null],
  ]);
  const [row] = await sql`select required_since from users where id = ${users[0]?.id ?? ""}`;
  expect(row?.required_since).toBeNull();
  await retryRun(db, admin, runId);
  await workOff();
  expect(await countsOf(admin, runId)).toMatchObject({ done: 2, failed: 0 });
  expect(await codeOf(retryRun(db, admin, runId))).toBe("already_done");
});

test("C06 a row that the database asks to try again is done once", async () => {
  const { admin, runId, place } = await order({ kind: "require" }, [{}]);
  await withFault(sql, { table: "audit_events", code: "40001", times: 1 }, async () => {
    await workOff().catch(() => undefined);
    await sql`update bulk_runs set next_turn_at = now()`;
    await workOff();
  });
  expect(await countsOf(admin, runId)).toMatchObject({ done: 1 });
  const events = await sql`select 1 from audit_events where workspace_id = ${place.workspaceId}
    and action = 'requirement.set'`;
  expect(events).toHaveLength(1);
});

test("a run that is cancelled while a row is under way does no further one; what is done stays", async () => {
  const { admin, users, runId } = await order({ kind: "require" }, [{}, {}, {}, {}]);
  const underWay = users[1]?.id ?? "";
  const turn = await sql.begin(async (held) => {
    await held`select 1 from users where id = ${underWay} for update`;
    const working = advanceBulkRuns(db);
    await expect.poll(() => countsOf(admin, runId)).toMatchObject({ done: 1 });
    await cancelRun(db, admin, runId);
    return { working };
  });
  await turn.working;
  await workOff();
  const run = await getBulkRun(db, admin.subject, runId);
  expect(run).toMatchObject({ state: "cancelled", counts: { done: 2, waiting: 2 } });
  expect(await codeOf(cancelRun(db, admin, runId))).toBe("already_done");
});

test("who has lost the right since, or is blocked, orders nothing any more", async () => {
  const lost = await order({ kind: "require" }, [{}]);
  await sql`update users set rights = '{}' where id = ${lost.admin.subject.user.id}`;
  const blocked = await order({ kind: "require" }, [{}]);
  await sql`update users set blocked_at = now() where id = ${blocked.admin.subject.user.id}`;
  await workOff();
  expect(await resultsOf(lost.admin, lost.runId)).toEqual([["refused", "missing_right"]]);
  expect(await getBulkRun(db, blocked.admin.subject, blocked.runId)).toMatchObject({
    state: "cancelled",
    counts: { waiting: 1, done: 0 },
  });
});

test("a reset of many takes a second factor when it is ordered; the proof of then counts however long it takes", async () => {
  const place = await makeWorkspace(db);
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  const user = await makeUser(db, place);
  const deed: BulkDeed = { kind: "reset", reason: "A test" };
  expect(await codeOf(orderRun(db, bare, deed, { userIds: [user.id] }))).toBe("factor_required");
  const member = await makeAdmin(db, place, { role: "member", rights: [] });
  expect(await codeOf(orderRun(db, member, deed, { userIds: [user.id] }))).toBe("missing_right");
  const admin = await makeAdmin(db, place);
  const { runId } = await orderRun(db, admin, deed, { userIds: [user.id] });
  await sql`update sessions set proofs = '[]', ended_at = now(), end_reason = 'signed_out' where user_id = ${admin.subject.user.id}`;
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([["done", null]]);
});

test("many are exempted with a reason and an end, never oneself nor anybody above", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const owner = await makeUser(db, place, { role: "owner" });
  const user = await makeUser(db, place, REQUIRED);
  const endsOn = daysFromNow(20).toISOString().slice(0, 10);
  const deed: BulkDeed = { kind: "exempt", reason: "Keys on their way", endsOn };
  const userIds = [owner.id, admin.subject.user.id, user.id];
  const { runId } = await orderRun(db, admin, deed, { userIds });
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([
    ["refused", "missing_right"],
    ["refused", "own_requirement"],
    ["done", null],
  ]);
  const rows = await sql`select user_id, reason from exemptions where workspace_id = ${place.workspaceId}`;
  expect(rows).toEqual([{ user_id: user.id, reason: "Keys on their way" }]);
});

test("many are moved to a policy, each by the rules of a move", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const policyId = await createPolicy(db, admin, settings({ mode: "required" }));
  const there = await makeUser(db, { ...place, policyId });
  const here = await makeUser(db, place);
  const userIds = [there.id, here.id];
  const { runId } = await orderRun(db, admin, { kind: "move", policyId }, { userIds });
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([
    ["skipped", "already_done"],
    ["done", null],
  ]);
});

test("A71 a file of invitations: each row's result, whatever is wrong with another, and none above the inviter", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const mark = place.workspaceId.slice(-8);
  const taken = `taken@${mark}.example`;
  await makeUser(db, place, { email: taken });
  const csv = `Name;Email\nAda;ada@${mark}.example\nBo;not an address\nCy;${taken}\n;nameless@${mark}.example\nDi;ADA@${mark}.example`;
  const preset = { role: "member", rights: [], policyId: place.policyId, requireMfa: true } as const;
  const { runId, count } = await inviteMany(db, admin, { csv, preset: { ...preset, rights: [] } });
  expect(count).toBe(5);
  await workOff();
  expect(await resultsOf(admin, runId)).toEqual([
    ["done", null],
    ["refused", "invalid_input"],
    ["refused", "address_taken"],
    ["refused", "invalid_input"],
    ["refused", "address_taken"],
  ]);
  const [ada] =
    await sql`select role, required_since, policy_id from users where email = ${`ada@${mark}.example`}`;
  expect(ada).toMatchObject({ role: "member", policy_id: place.policyId, required_since: expect.any(Date) });
  const above = {
    role: "administrator",
    rights: ["view_audit_log"],
    policyId: null,
    requireMfa: false,
  } as const;
  expect(await codeOf(inviteMany(db, admin, { csv, preset: { ...above, rights: [...above.rights] } }))).toBe(
    "missing_right",
  );
});

test.each([
  ["", "invalid_input"],
  ["email,name", "invalid_input"],
  ["address,name\na@b.example,A", "invalid_input"],
  ['email,name\n"a@b.example,A', "invalid_input"],
  [`email,name\n${"a@b.example,A\n".repeat(1_001)}`, "too_many"],
])("the file %# that is none invites nobody", async (csv, code) => {
  const admin = await makeAdmin(db, await makeWorkspace(db));
  const preset = { role: "member" as const, rights: [], policyId: null, requireMfa: false };
  expect(await codeOf(inviteMany(db, admin, { csv, preset }))).toBe(code);
});

test("A66 a run is seen, stopped and tried again in its own workspace alone", async () => {
  const { runId } = await order({ kind: "require" }, [{}]);
  const stranger = await makeAdmin(db, await makeWorkspace(db));
  expect(await listBulkRuns(db, stranger.subject)).toEqual([]);
  expect(await codeOf(getBulkRun(db, stranger.subject, runId))).toBe("not_found");
  const page = { runId, states: ["done"] as const, after: -1 };
  expect(await codeOf(listResults(db, stranger.subject, page))).toBe("not_found");
  expect(await codeOf(cancelRun(db, stranger, runId))).toBe("not_found");
  expect(await codeOf(retryRun(db, stranger, runId))).toBe("not_found");
});
