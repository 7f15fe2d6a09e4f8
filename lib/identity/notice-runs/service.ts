import "server-only";
import type { Client } from "../../core/client";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { sendNotice } from "../../messaging/notices";
import { getWorkspace } from "../../workspaces/service";
import { claimRun, insertRun, listNextRecipients, moveRun, type NoticeRunRow } from "./store";

/** Mails put into the outbox per turn; with a turn a second, a thousand people take five seconds. */
const BATCH = 200;
const TURN_SECONDS = 1;
/** How long after a turn that failed the run has another. */
const AGAIN_SECONDS = 60;

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
 * Takes one turn of the run that has waited longest: puts its next mails into the outbox and moves its mark, in one
 * transaction, so that cut short it goes on where it was. False where no run has a turn now. Any number of processes may
 * call it: a turn is claimed first, and the pace of a run is its own, whoever takes its turns.
 */
export async function advanceNoticeRuns(db: Db): Promise<boolean> {
  const run = await claimRun(db, AGAIN_SECONDS);
  if (run) await inTransaction(db, (tx) => takeTurn(tx, run));
  return run !== null;
}

async function takeTurn(tx: Db, run: NoticeRunRow): Promise<void> {
  const { workspaceId, id, createdAt: at, afterUserId } = run;
  const people = await listNextRecipients(tx, workspaceId, afterUserId, BATCH);
  const isMoved = await moveRun(tx, run, {
    afterUserId: people.at(-1)?.id ?? afterUserId,
    isFinished: people.length < BATCH,
    nextTurnSeconds: TURN_SECONDS,
  });
  if (!isMoved) return;
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const what = { kind: run.kind as RunKind, detail: { by: run.detail } };
  for (const person of people) {
    const event = { ...what, eventKey: `${id} ${person.id}`, at, client: SERVER };
    await sendNotice(tx, { ...person, workspaceId, workspace }, event);
  }
}
