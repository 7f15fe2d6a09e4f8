import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { makeUser, makeWorkspace } from "../../identity/testing";
import { makeAdmin } from "../policies/testing";
import { clearOldRuns, orderRun } from "./runs";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

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
