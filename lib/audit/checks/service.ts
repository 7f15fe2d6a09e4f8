import "server-only";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { exportHeads } from "../chain/heads";
import { sealDue } from "../chain/seal";
import { BEGINNING, type Finding, type Progress, verifyStretch } from "../chain/verify";
import { recordEvent } from "../service";
import { type CheckRow, findNewestCheck, lockOpenCheck, type NewCheck, setCheck } from "./store";

export { checksDue } from "./store";

/** A verification of a workspace's log, under way or done. Times are ISO strings. */
export type Check = {
  id: string;
  requestedBy: string | null;
  begunAt: string;
  finishedAt: string | null;
  blocks: number;
  blocksDone: number;
  events: number;
  findings: Finding[];
};

const toCheck = (row: CheckRow): Check => ({
  id: row.id,
  requestedBy: row.requestedBy,
  begunAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  blocks: row.blocks,
  blocksDone: row.nextBlock - 1,
  events: row.events,
  findings: row.findings as Finding[],
});

export async function findCheck(db: Db, workspaceId: string): Promise<Check | null> {
  const row = await findNewestCheck(db, workspaceId);
  return row && toCheck(row);
}

/** Turns of sealing before a check begins: what was written a moment ago is part of it. */
const MOST_TURNS = 20;

/**
 * Begins a verification of the whole log; one that is under way already is answered instead. The first stretch is taken at once, which
 * is all of a small log; a job takes the rest, and `findCheck` tells how far it is.
 */
export async function beginCheck(db: Db, workspaceId: string, requestedBy: string): Promise<void> {
  const newest = await findNewestCheck(db, workspaceId);
  if (newest && newest.finishedAt === null) return;
  for (let turn = 0; turn < MOST_TURNS && (await sealDue(db)); turn++);
  const [head] = await exportHeads(db, [workspaceId]);
  await inTransaction(db, async (tx) => {
    const check = { workspaceId, id: newId("auditCheck"), requestedBy, blocks: head?.number ?? 0 };
    await takeStretch(tx, check, BEGINNING);
  });
}

/** Takes the next stretch of the oldest open verification. Answers whether there is more to do. */
export async function advanceChecks(db: Db): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const check = await lockOpenCheck(tx);
    if (!check) return false;
    const { nextBlock, events } = check;
    const findings = check.findings as Finding[];
    await takeStretch(tx, check, { nextBlock, events, findings, isFinished: false });
    return true;
  });
}

/** Verifies a stretch and keeps how far it came; the end is on record, with what came out. */
async function takeStretch(tx: Db, check: NewCheck, from: Progress): Promise<void> {
  const { workspaceId, requestedBy } = check;
  const progress = await verifyStretch(tx, workspaceId, from);
  await setCheck(tx, check, progress);
  if (!progress.isFinished) return;
  await recordEvent(tx, {
    workspaceId,
    action: "audit.verified",
    actorId: requestedBy,
    targetId: workspaceId,
    result: progress.findings.length === 0 ? "ok" : "refused",
    client: null,
    data: { blocks: progress.nextBlock - 1, events: progress.events, findings: progress.findings.length },
  });
}
