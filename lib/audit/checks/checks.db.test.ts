import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { makeWorkspace } from "../../identity/testing";
import { recordEvent } from "../service";
import { sealAll } from "../testing-chain";
import { advanceChecks, beginCheck, findCheck } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const resultOf = (workspaceId: string) =>
  sql`select actor_id, result, data from audit_events where workspace_id = ${workspaceId} and action = 'audit.verified'`;

async function makeLog(events: number): Promise<string> {
  const { workspaceId } = await makeWorkspace(db);
  await sql`insert into audit_events (workspace_id, id, action)
    select ${workspaceId}, 'evt_' || n, 'session.started' from generate_series(1, ${events}::int) n`;
  await sealAll(db);
  return workspaceId;
}

test("A84 a small log is verified at once, what was just written included, and the result is on record", async () => {
  const workspaceId = await makeLog(3);
  await recordEvent(db, { workspaceId, action: "session.ended", actorId: "usr_a", client: null });
  await sealAll(db);
  await beginCheck(db, workspaceId, "usr_asks");
  expect(await findCheck(db, workspaceId)).toMatchObject({
    events: 4,
    blocksDone: 2,
    findings: [],
    requestedBy: "usr_asks",
  });
  expect((await findCheck(db, workspaceId))?.finishedAt).not.toBeNull();
  expect(await resultOf(workspaceId)).toEqual([
    { actor_id: "usr_asks", result: "ok", data: { blocks: 2, events: 4, findings: 0 } },
  ]);
});

test("A84 a large log is verified in steps by a job, by one of two at a time, and asked for twice it is one", async () => {
  const workspaceId = await makeLog(21_000);
  for (let n = 0; n < 3; n++) {
    await recordEvent(db, { workspaceId, action: "session.ended", actorId: null, client: null });
    await sealAll(db);
  }
  await beginCheck(db, workspaceId, "usr_a");
  const begun = await findCheck(db, workspaceId);
  expect(begun).toMatchObject({ finishedAt: null, events: 21_000, blocks: 4, blocksDone: 1 });
  await beginCheck(db, workspaceId, "usr_b");
  expect(await findCheck(db, workspaceId)).toEqual(begun);
  const workers = [database.connect(), database.connect()].map(async (on) => {
    while (await advanceChecks(on));
  });
  await Promise.all(workers);
  expect(await findCheck(db, workspaceId)).toMatchObject({
    id: begun?.id,
    events: 21_003,
    findings: [],
    blocksDone: 4,
  });
  expect(await resultOf(workspaceId)).toHaveLength(1);
});

test("A84 what does not fit is said in the result, and the result is a refusal on record", async () => {
  const workspaceId = await makeLog(5);
  await sql`update audit_events set workspace_id = 'wsp_gone' where workspace_id = ${workspaceId} and id = 'evt_3'`;
  await beginCheck(db, workspaceId, "usr_a");
  expect(await findCheck(db, workspaceId)).toMatchObject({
    findings: [{ kind: "events_removed", block: 1, events: 1 }],
  });
  expect(await resultOf(workspaceId)).toMatchObject([{ result: "refused", data: { findings: 1 } }]);
  // Put back, so that this file's own record is whole
  await sql`update audit_events set workspace_id = ${workspaceId} where workspace_id = 'wsp_gone'`;
});
