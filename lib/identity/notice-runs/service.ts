import "server-only";
import type { Client } from "../../core/client";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { NoticeOf } from "../../messaging/core/notices";
import { sendNotice } from "../../messaging/notices";
import { getWorkspace } from "../../workspaces/service";
import { claimRun, insertRun, listNextRecipients, moveRun, type NoticeRunRow } from "./store";

export { noticesDue } from "./store";

/** Mails put into the outbox per turn; with a turn a second, a thousand people take five seconds. */
const BATCH = 200;
const TURN_SECONDS = 1;
/** How long after a turn that failed the run has another. */
const AGAIN_SECONDS = 60;

/** What everybody can be told at once, of the workspace or of one policy; the last two name the policy. */
export type RunKind = "requirement_set" | "requirement_lifted" | "policy_tightened" | "policy_moved";

/** What the administrators are told of at once. */
export type AdministratorsKind =
  | "enforced_for_all"
  | "enforcement_revoked"
  | "policy_changed"
  | "users_moved"
  | "rings_planned"
  | "ring_started"
  | "rings_paused"
  | "rings_resumed";

const SERVER: Client = { ip: "the server itself", userAgent: "", requestId: "notices to many" };

export type NoticeRun = {
  workspaceId: string;
  kind: RunKind;
  /** The name of who did it. */
  by: string;
  createdBy: string | null;
  /** Only who is under this policy; `isMove`: only who was put there in this very transaction. */
  policy?: { id: string; name: string; isMove: boolean };
  /** Only those of a ring: of one policy, or with a spot (`lib/db/spot`) from the first on and below the second. */
  part?: { policyId: string | null; spots: readonly [from: number, below: number] | null };
};

/**
 * Begins to tell everybody of a workspace, or of one policy, in the transaction of the change: one row, however many they
 * are.
 */
export async function startNoticeRun(tx: Db, run: NoticeRun): Promise<string> {
  const id = newId("noticeRun");
  const { workspaceId, kind, by: detail, createdBy, policy, part } = run;
  const data: NoticeRunRow["data"] = part?.spots ? { fromSpot: part.spots[0], belowSpot: part.spots[1] } : {};
  const of = { policyId: policy?.id ?? part?.policyId ?? null, policyName: policy?.name ?? null, data };
  await insertRun(tx, { id, workspaceId, kind, detail, createdBy, ...of }, policy?.isMove ?? false);
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

/**
 * Begins to mail every administrator but `except`, in the transaction of what it tells of: one row, however many they are.
 */
export async function tellAdministratorsLater(
  tx: Db,
  workspaceId: string,
  { kind, detail, except }: NoticeOf<AdministratorsKind> & { except: string | null },
): Promise<void> {
  await insertRun(
    tx,
    {
      id: newId("noticeRun"),
      workspaceId,
      kind,
      data: { ...detail },
      createdBy: except,
      audience: "administrators",
      exceptUserId: except,
    },
    false,
  );
}

async function takeTurn(tx: Db, run: NoticeRunRow): Promise<void> {
  const { workspaceId, id, createdAt: at, afterUserId } = run;
  const people = await listNextRecipients(tx, run, BATCH);
  const isMoved = await moveRun(tx, run, {
    afterUserId: people.at(-1)?.id ?? afterUserId,
    isFinished: people.length < BATCH,
    nextTurnSeconds: TURN_SECONDS,
  });
  if (!isMoved) return;
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const detail = { by: run.detail, policy: run.policyName ?? "", ...run.data };
  const what = { kind: run.kind, detail } as NoticeOf<RunKind | AdministratorsKind>;
  for (const person of people) {
    const event = { ...what, eventKey: `${id} ${person.id}`, at, client: SERVER };
    await sendNotice(tx, { ...person, workspaceId, workspace }, event);
  }
}
