import "server-only";
import type { Client } from "../../core/client";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { sendNotice } from "../../messaging/notices";
import { getWorkspace } from "../../workspaces/service";
import { insertRun, listNextRecipients, lockOpenRun, moveRun } from "./store";

/** Mails put into the outbox per turn; with a turn a second, a thousand people take five seconds. */
const BATCH = 200;

/** What many people can be told at once. */
export type RunKind = "requirement_set" | "requirement_lifted";

const SERVER: Client = { ip: "the server itself", userAgent: "", requestId: "notices to many" };

/**
 * Begins to tell everybody of a workspace, in the transaction of the change: one row, however many they are. `by` is the
 * name of who did it.
 */
export async function startNoticeRun(
  tx: Db,
  run: { workspaceId: string; kind: RunKind; by: string; createdBy: string | null },
): Promise<string> {
  const id = newId("noticeRun");
  const { workspaceId, kind, by: detail, createdBy } = run;
  await insertRun(tx, { id, workspaceId, kind, detail, createdBy });
  return id;
}

/**
 * Puts the next mails of one run into the outbox and moves its mark, in one transaction: cut short, it goes on where it
 * was. False where nobody is left to tell. Any number of processes may call it; the caller waits between calls.
 */
export async function advanceNoticeRuns(db: Db): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const run = await lockOpenRun(tx);
    if (!run) return false;
    const { workspaceId, id, createdAt: at, afterUserId } = run;
    const people = await listNextRecipients(tx, workspaceId, afterUserId, BATCH);
    const workspace = (await getWorkspace(tx, workspaceId)).name;
    const what = { kind: run.kind as RunKind, detail: { by: run.detail } };
    for (const person of people) {
      const event = { ...what, eventKey: `${id} ${person.id}`, at, client: SERVER };
      await sendNotice(tx, { ...person, workspaceId, workspace }, event);
    }
    await moveRun(tx, run, people.at(-1)?.id ?? afterUserId, people.length < BATCH);
    return true;
  });
}
