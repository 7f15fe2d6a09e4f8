import "server-only";
import { requireFreshProof } from "../../context/require";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { toStored } from "../../identity/core/proofs";
import { hasRight } from "../../identity/core/rights";
import { getUserNames, listUserLabels } from "../../identity/users/service";
import type { UserFilter } from "../../policy/directory/terms";
import { type Admin, isMachine } from "../authority";
import { recordAct } from "../tell";
import type { BulkDeed, BulkKind, RowState } from "./kinds";
import {
  type BulkRunRow,
  cancelOpenRun,
  countRows,
  deleteOldRuns,
  findRun,
  insertRows,
  insertRun,
  listRows,
  listRuns,
  lockRun,
  reopenRows,
  updateRun,
} from "./store";

/** Whom a deed falls on: users by id, or everybody whom the list is narrowed to. */
export type Chosen = { userIds: readonly string[] } | { filter: UserFilter };

/** Loosening and resets take a second factor, as each of them does alone. */
const NEEDS_AAL2: ReadonlySet<BulkKind> = new Set(["exempt", "reset"]);

/**
 * Orders one deed on many users. It is worked off row by row afterwards, with the rights the actor has then and what was
 * proved until now. Audited; each row is audited and mailed by itself. Throws `missing_right`, `step_up_required`,
 * `factor_required`.
 */
export async function orderRun(
  db: Db,
  actor: Actor,
  { kind, ...input }: BulkDeed,
  chosen: Chosen,
): Promise<{ runId: string }> {
  const rows = "userIds" in chosen ? [...new Set(chosen.userIds)].map((userId) => ({ userId })) : [];
  const filter = "filter" in chosen ? chosen.filter : null;
  return startRun(db, actor, { kind, input, filter, rows });
}

export async function startRun(
  db: Db,
  actor: Actor,
  run: {
    kind: BulkKind;
    input: Record<string, unknown>;
    filter: UserFilter | null;
    rows: readonly { userId?: string; input?: Record<string, unknown> }[];
  },
): Promise<{ runId: string }> {
  const { subject, client } = actor;
  if (!hasRight(subject.user, "manage_user_rights")) throw new AppError("missing_right");
  requireFreshProof(subject, NEEDS_AAL2.has(run.kind) ? "aal2" : "own");
  const workspaceId = subject.workspace.id;
  const id = newId("bulkRun");
  await inTransaction(db, async (tx) => {
    await insertRun(tx, {
      workspaceId,
      id,
      kind: run.kind,
      input: run.input,
      filter: run.filter,
      orderedBy: subject.user.id,
      sessionId: subject.sessionId,
      proofs: subject.facts.session.proofs.map(toStored),
      ip: client.ip,
      userAgent: client.userAgent,
      requestId: client.requestId,
      total: run.rows.length,
      createdAt: subject.facts.now,
    });
    if (run.rows.length > 0)
      await insertRows(
        tx,
        run.rows.map((row, position) => ({ ...row, workspaceId, runId: id, position })),
      );
    const about = { kind: run.kind, count: run.filter ? "all that match" : run.rows.length };
    await recordAct(tx, actor, { workspaceId, id }, "bulk_run.ordered", about);
  });
  return { runId: id };
}

/** Stops a run before its next row; what is done stays done. Throws `not_found`, `already_done`, `missing_right`. */
export async function cancelRun(db: Db, actor: Admin, runId: string): Promise<void> {
  const { subject } = actor;
  const { workspace } = subject;
  if (!isMachine(subject) && !hasRight(subject.user, "manage_user_rights"))
    throw new AppError("missing_right");
  await inTransaction(db, async (tx) => {
    const run = await lockRun(tx, workspace.id, runId);
    if (!run) throw new AppError("not_found");
    if (!(await cancelOpenRun(tx, workspace.id, runId))) throw new AppError("already_done");
    await recordAct(tx, actor, run, "bulk_run.cancelled");
  });
}

/**
 * Lets the rows of one's own finished run that were refused or failed have another try, behind a fresh proof. Throws
 * `not_found`, `already_done` where there is none, `missing_right` for somebody else's run.
 */
export async function retryRun(db: Db, actor: Actor, runId: string): Promise<void> {
  const { subject } = actor;
  await inTransaction(db, async (tx) => {
    const run = await lockRun(tx, subject.workspace.id, runId);
    if (!run) throw new AppError("not_found");
    const isOwn = run.orderedBy === subject.user.id && hasRight(subject.user, "manage_user_rights");
    if (!isOwn) throw new AppError("missing_right");
    requireFreshProof(subject, NEEDS_AAL2.has(run.kind as BulkKind) ? "aal2" : "own");
    if (!run.finishedAt || (await reopenRows(tx, run)) === 0) throw new AppError("already_done");
    await updateRun(tx, run, {
      finishedAt: null,
      nextTurnAt: subject.facts.now,
      createdAt: subject.facts.now,
      sessionId: subject.sessionId,
      proofs: subject.facts.session.proofs.map(toStored),
    });
    await recordAct(tx, actor, run, "bulk_run.retried");
  });
}

/** A run as a screen shows it. Dates are ISO strings. */
export type BulkRunItem = {
  id: string;
  kind: string;
  by: string | null;
  isOwn: boolean;
  state: "listing" | "running" | "finished" | "cancelled";
  total: number;
  counts: Record<RowState, number>;
  orderedAt: string;
};

const MOST_SHOWN = 50;

/** Whose workspace is looked at: a person's, or a program's. */
type Viewer = { workspace: { id: string }; user: { id: string } };

/** The newest runs of the viewer's workspace, with how far each has got. */
export async function listBulkRuns(db: Db, viewer: Viewer): Promise<BulkRunItem[]> {
  const runs = await listRuns(db, viewer.workspace.id, MOST_SHOWN);
  return toItems(db, viewer, runs);
}

export async function getBulkRun(db: Db, viewer: Viewer, runId: string): Promise<BulkRunItem> {
  const run = await findRun(db, viewer.workspace.id, runId);
  const [item] = run ? await toItems(db, viewer, [run]) : [];
  if (!item) throw new AppError("not_found");
  return item;
}

async function toItems(db: Db, viewer: Viewer, runs: readonly BulkRunRow[]): Promise<BulkRunItem[]> {
  if (runs.length === 0) return [];
  const workspaceId = viewer.workspace.id;
  const ids = runs.map(({ id }) => id);
  const counted = await countRows(db, workspaceId, ids);
  const names = await getUserNames(
    db,
    workspaceId,
    runs.map(({ orderedBy }) => orderedBy),
  );
  return runs.map((run) => {
    const counts = { waiting: 0, done: 0, skipped: 0, refused: 0, failed: 0 };
    for (const { runId, state, count } of counted) if (runId === run.id) counts[state as RowState] = count;
    return {
      id: run.id,
      kind: run.kind,
      by: names.get(run.orderedBy) ?? null,
      isOwn: run.orderedBy === viewer.user.id,
      state: stateOf(run),
      total: run.total,
      counts,
      orderedAt: run.createdAt.toISOString(),
    };
  });
}

function stateOf({ cancelledAt, finishedAt, filter }: BulkRunRow): BulkRunItem["state"] {
  if (cancelledAt) return "cancelled";
  if (finishedAt) return "finished";
  return filter === null ? "running" : "listing";
}

export type BulkResult = {
  position: number;
  name: string;
  email: string;
  userId: string | null;
  state: string;
  code: string | null;
};

const ROWS_PER_PAGE = 100;

/** Results of a run's rows in the given states, a page at a time; `next` continues it. */
export async function listResults(
  db: Db,
  viewer: Viewer,
  { runId, states, after }: { runId: string; states: readonly RowState[]; after: number },
): Promise<{ rows: BulkResult[]; next: number | null }> {
  const run = await findRun(db, viewer.workspace.id, runId);
  if (!run) throw new AppError("not_found");
  const found = await listRows(db, run, { states, after, limit: ROWS_PER_PAGE + 1 });
  const page = found.slice(0, ROWS_PER_PAGE);
  const labels = await listUserLabels(
    db,
    viewer.workspace.id,
    page.flatMap(({ userId }) => userId ?? []),
  );
  return {
    rows: page.map(({ position, userId, input, state, code }) => {
      const user = userId ? labels.get(userId) : undefined;
      return {
        position,
        name: user?.name ?? String(input?.name ?? ""),
        email: user?.email ?? String(input?.email ?? ""),
        userId: user ? userId : null,
        state,
        code,
      };
    }),
    next: found.length > ROWS_PER_PAGE ? (page.at(-1)?.position ?? null) : null,
  };
}

/** How long the results of a run can be looked at: a quarter, for whoever reports by quarters. What was done stays in the audit log. */
const KEPT_DAYS = 90;

/** Forgets runs that ended long ago, at most `limit` rows at once; says how many went. */
export const clearOldRuns = (db: Db, limit: number): Promise<number> => deleteOldRuns(db, KEPT_DAYS, limit);
