import "server-only";
import { recordEvent } from "../../audit/service";
import { asOrdered } from "../../context/require";
import { AppError, toAppError } from "../../core/errors";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import type { Actor } from "../../flows/context";
import { fromStored } from "../../identity/core/proofs";
import { isStandingOrSignedOut } from "../../identity/sessions/service";
import { listUserIds } from "../../policy/directory/service";
import type { UserFilter } from "../../policy/directory/terms";
import { findSubject } from "../../policy/facts";
import { doTo } from "./deeds";
import {
  type BulkRow,
  type BulkRunRow,
  cancelOpenRun,
  claimRun,
  endTurn,
  findRun,
  hasWaitingRow,
  insertRows,
  lockNextRow,
  lockRun,
  settleRow,
  updateRun,
} from "./store";

export { runsDue } from "./store";

/** Rows per turn and turns per second: a mail a row, so paced. */
const ROWS_PER_TURN = 100;
const TURN_SECONDS = 1;
const LISTED_PER_TURN = 5_000;
/** How long after its worker was killed a run is taken over. */
const AGAIN_SECONDS = 60;

/**
 * Takes one turn of the run that has waited longest; false where none has one. Any number of processes may call it: a turn is
 * claimed first, and a row is locked while it is worked on and settled in the transaction of the deed itself, so that no row
 * is done twice, whoever is killed when.
 */
export async function advanceBulkRuns(db: Db): Promise<boolean> {
  const run = await claimRun(db, AGAIN_SECONDS);
  if (!run) return false;
  if (run.filter !== null) await listMore(db, run);
  else await workOff(db, run);
  return true;
}

/** Writes down whom the run falls on, a stretch of users at a time, before the first of them is touched. */
async function listMore(db: Db, claimed: BulkRunRow): Promise<void> {
  await inTransaction(db, async (tx) => {
    const run = await lockRun(tx, claimed.workspaceId, claimed.id);
    if (!run || run.filter === null || run.cancelledAt) return;
    const { workspaceId, id, total, listedUpTo } = run;
    const page = { after: listedUpTo, limit: LISTED_PER_TURN };
    const filter = run.filter as UserFilter;
    const { ids, after, isLast } = await listUserIds(tx, workspaceId, filter, page, availableKinds());
    if (ids.length > 0)
      await insertRows(
        tx,
        ids.map((userId, n) => ({ workspaceId, runId: id, position: total + n, userId })),
      );
    await updateRun(tx, run, {
      total: total + ids.length,
      listedUpTo: after,
      ...(isLast ? { filter: null } : {}),
    });
    await endTurn(tx, run, 0, false);
  });
}

async function workOff(db: Db, run: BulkRunRow): Promise<void> {
  const actor = await actorOf(db, run);
  if (!actor) return stop(db, run);
  for (let done = 0; done < ROWS_PER_TURN; done++) {
    const now = await findRun(db, run.workspaceId, run.id);
    if (!now || now.cancelledAt) return;
    if (!(await workOffNext(db, run, actor)))
      return endTurn(db, run, TURN_SECONDS, !(await hasWaitingRow(db, run)));
  }
  await endTurn(db, run, TURN_SECONDS, false);
}

/** Stops a run behind which nobody stands any more. */
const stop = (db: Db, { workspaceId, id, ip, userAgent, requestId }: BulkRunRow): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (!(await cancelOpenRun(tx, workspaceId, id))) return;
    await recordEvent(tx, {
      workspaceId,
      action: "bulk_run.cancelled",
      actorId: null,
      targetId: id,
      client: { ip, userAgent, requestId },
      data: { because: "access_ended" },
    });
  });

/** One row, in one transaction with what is done; false where none waits that nobody else has. */
async function workOffNext(db: Db, run: BulkRunRow, actor: Actor): Promise<boolean> {
  let taken: BulkRow | null = null;
  try {
    return await inTransaction(db, async (tx) => {
      taken = await lockNextRow(tx, run);
      if (!taken) return false;
      await settleRow(tx, taken, await outcomeOf(tx, actor, run, taken));
      return true;
    });
  } catch (error) {
    const { code } = toAppError(error);
    // The database is out of reach: the row waits for the next turn
    if (!taken || code !== "internal") throw error;
    logger().error({ err: error, run: run.id }, "a row of a bulk run failed");
    await settleRow(db, taken, { state: "failed", code });
    return true;
  }
}

async function outcomeOf(tx: Db, actor: Actor, run: BulkRunRow, row: BulkRow) {
  try {
    // A transaction of its own within this one: what is refused leaves nothing behind but its result
    const { userId } = await tx.transaction((inner) => doTo(inner, actor, run, row));
    return { state: "done" as const, code: null, userId };
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const isNothing = error.code === "already_done";
    return { state: isNothing ? ("skipped" as const) : ("refused" as const), code: error.code };
  }
}

/**
 * Who ordered the run, with the role and rights they have now, as they stood proved at the moment they ordered it. Null: they
 * are gone, or the session in which it was ordered was taken from whoever had it: it may have been a thief.
 */
async function actorOf(db: Db, run: BulkRunRow): Promise<Actor | null> {
  const subject = await findSubject(db, run.workspaceId, run.orderedBy, availableKinds());
  if (!subject || subject.facts.user.blocked) return null;
  if (!(await isStandingOrSignedOut(db, run))) return null;
  const { createdAt, ip, userAgent, requestId, sessionId } = run;
  const session = {
    beganAt: createdAt,
    ended: false,
    proofs: run.proofs.map(fromStored),
    rememberedAt: null,
    deferredAt: null,
  };
  return {
    subject: asOrdered({
      ...subject,
      sessionId,
      browserId: null,
      facts: { ...subject.facts, now: createdAt, session },
    }),
    client: { ip, userAgent, requestId },
  };
}
