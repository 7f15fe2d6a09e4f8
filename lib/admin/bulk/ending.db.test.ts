import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { inTransaction } from "../../db/transaction";
import { type Actor, bindingOf } from "../../flows/context";
import { signOut } from "../../flows/manage";
import { endReportedAccess } from "../../flows/reported";
import { endAccess, endOtherAccess } from "../../identity/sessions/service";
import { daysFromNow, makeUser, makeWorkspace } from "../../identity/testing";
import { getLockedUser } from "../../identity/users/service";
import { makeAdmin } from "../policies/testing";
import type { BulkDeed } from "./kinds";
import { clearOldRuns, getBulkRun, orderRun } from "./runs";
import { advanceBulkRuns } from "./work";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

/** The run's own turn, whatever else waits. */
async function takeTurn(runId: string): Promise<void> {
  await sql`update bulk_runs set next_turn_at = now() - interval '1 hour' where id = ${runId}`;
  await advanceBulkRuns(db);
}

test("a run that ended long ago is forgotten a stretch of rows at a time, a younger or an open one never", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const userIds: string[] = [];
  for (let n = 0; n < 3; n++) userIds.push((await makeUser(db, place)).id);
  const order = async () => (await orderRun(db, admin, { kind: "remind" }, { userIds })).runId;
  const [old, cancelled, young, open] = [await order(), await order(), await order(), await order()];
  await sql`update bulk_runs set finished_at = now() - interval '91 days' where id = ${old}`;
  await sql`update bulk_runs set cancelled_at = now() - interval '91 days' where id = ${cancelled}`;
  await sql`update bulk_runs set finished_at = now() - interval '89 days' where id = ${young}`;
  await sql`update bulk_runs set created_at = now() - interval '1 year' where id = ${open}`;
  const kept = async () =>
    (await sql`select id from bulk_runs where workspace_id = ${place.workspaceId} order by id`).map(
      ({ id }) => id,
    );

  expect(await clearOldRuns(db, 4)).toBe(4);
  expect((await kept()).length).toBe(3);
  expect(await clearOldRuns(db, 4)).toBe(2);
  expect(await kept()).toEqual([young, open].sort());
  expect(await clearOldRuns(db, 4)).toBe(0);
  const [left] = await sql`select count(*)::int n from bulk_rows where workspace_id = ${place.workspaceId}`;
  expect(left?.n).toBe(6);
});

test.each<[string, (admin: Actor) => Promise<unknown>]>([
  [
    "was reported",
    ({ subject, client }) =>
      inTransaction(db, async (tx) => {
        const user = await getLockedUser(tx, subject.workspace.id, subject.user.id);
        await endReportedAccess(tx, user, { by: "mail", about: {}, client });
      }),
  ],
  [
    "was signed out of and reported",
    async (admin) => {
      await signOut(db, admin);
      await endAccess(db, { ...bindingOf(admin), except: [], reason: "reported" });
    },
  ],
  ["was ended by its owner", (admin) => endOtherAccess(db, { ...bindingOf(admin), sessionId: "" }, "others")],
])("a run that a thief ordered goes no further once the session %s", async (_what, end) => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place);
  const deed = {
    kind: "exempt",
    reason: "Key is on its way",
    endsOn: daysFromNow(5).toISOString().slice(0, 10),
  };
  const { runId } = await orderRun(db, admin, deed as BulkDeed, { userIds: [user.id] });
  await end(admin);
  await takeTurn(runId);
  expect(await sql`select 1 from exemptions where user_id = ${user.id}`).toEqual([]);
  expect(await getBulkRun(db, admin.subject, runId)).toMatchObject({ state: "cancelled" });
  expect(
    await sql`select 1 from audit_events where target_id = ${runId} and action = 'bulk_run.cancelled'`,
  ).toHaveLength(1);
});

test("a run goes on when whoever ordered it signs out", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place);
  const { runId } = await orderRun(db, admin, { kind: "require" }, { userIds: [user.id] });
  await signOut(db, admin);
  await takeTurn(runId);
  const [row] = await sql`select required_since from users where id = ${user.id}`;
  expect(row?.required_since).not.toBeNull();
});
