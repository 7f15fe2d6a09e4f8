import "server-only";
import { and, asc, desc, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { bulkRows, bulkRuns } from "../../db/schema/bulk";
import { inTransaction } from "../../db/transaction";
import type { RowState } from "./kinds";

export type BulkRunRow = typeof bulkRuns.$inferSelect;
export type BulkRow = typeof bulkRows.$inferSelect;

const one = ({ workspaceId, id }: Pick<BulkRunRow, "workspaceId" | "id">) =>
  and(eq(bulkRuns.workspaceId, workspaceId), eq(bulkRuns.id, id));
const rowsOf = ({ workspaceId, id }: Pick<BulkRunRow, "workspaceId" | "id">) =>
  and(eq(bulkRows.workspaceId, workspaceId), eq(bulkRows.runId, id));
const isOpen = and(isNull(bulkRuns.finishedAt), isNull(bulkRuns.cancelledAt));
const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds}::int)`;

export const insertRun = (db: Db, row: typeof bulkRuns.$inferInsert): Promise<unknown> =>
  db.insert(bulkRuns).values(row);

export const runsDue = sql`exists (select from bulk_runs
  where finished_at is null and cancelled_at is null and next_turn_at <= now())`;

/** Claims the run whose turn it is, of any workspace; one whose worker is killed comes up again after `againSeconds`. */
export async function claimRun(db: Db, againSeconds: number): Promise<BulkRunRow | null> {
  return inTransaction(db, async (tx) => {
    const [run] = await tx
      .select()
      .from(bulkRuns)
      .where(and(isOpen, lte(bulkRuns.nextTurnAt, sql`now()`), sql`/* all workspaces */ true`))
      .orderBy(asc(bulkRuns.nextTurnAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (run)
      await tx
        .update(bulkRuns)
        .set({ nextTurnAt: inSeconds(againSeconds) })
        .where(one(run));
    return run ?? null;
  });
}

/** Lets the run's next turn begin in so many seconds, and ends it where nothing waits any more. */
export async function endTurn(db: Db, run: BulkRunRow, seconds: number, isFinished: boolean): Promise<void> {
  await db
    .update(bulkRuns)
    .set({ nextTurnAt: inSeconds(seconds), ...(isFinished ? { finishedAt: sql`now()` } : {}) })
    .where(and(one(run), isOpen));
}

export async function findRun(db: Db, workspaceId: string, id: string): Promise<BulkRunRow | null> {
  const [run] = await db.select().from(bulkRuns).where(one({ workspaceId, id }));
  return run ?? null;
}

export async function lockRun(db: Db, workspaceId: string, id: string): Promise<BulkRunRow | null> {
  const [run] = await db.select().from(bulkRuns).where(one({ workspaceId, id })).for("update");
  return run ?? null;
}

export const listRuns = (db: Db, workspaceId: string, limit: number): Promise<BulkRunRow[]> =>
  db
    .select()
    .from(bulkRuns)
    .where(eq(bulkRuns.workspaceId, workspaceId))
    .orderBy(desc(bulkRuns.createdAt), desc(bulkRuns.id))
    .limit(limit);

export const updateRun = (
  db: Db,
  run: Pick<BulkRunRow, "workspaceId" | "id">,
  set: Partial<
    Pick<
      BulkRunRow,
      "filter" | "listedUpTo" | "total" | "finishedAt" | "nextTurnAt" | "createdAt" | "sessionId" | "proofs"
    >
  >,
): Promise<unknown> => db.update(bulkRuns).set(set).where(one(run));

/** False where it had ended before. */
export async function cancelOpenRun(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db
    .update(bulkRuns)
    .set({ cancelledAt: sql`now()` })
    .where(and(one({ workspaceId, id }), isOpen))
    .returning({ id: bulkRuns.id });
  return rows.length === 1;
}

export const insertRows = (db: Db, rows: (typeof bulkRows.$inferInsert)[]): Promise<unknown> =>
  db.insert(bulkRows).values(rows);

/** The next row that waits, locked until the transaction ends; rows that another worker has are passed over. */
export async function lockNextRow(db: Db, run: BulkRunRow): Promise<BulkRow | null> {
  const [row] = await db
    .select()
    .from(bulkRows)
    .where(and(rowsOf(run), eq(bulkRows.state, "waiting")))
    .orderBy(asc(bulkRows.position))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

export const settleRow = (
  db: Db,
  row: Pick<BulkRow, "workspaceId" | "runId" | "position">,
  result: { state: RowState; code: string | null; userId?: string },
): Promise<unknown> =>
  db
    .update(bulkRows)
    .set({ ...result, doneAt: sql`now()` })
    .where(and(rowsOf({ workspaceId: row.workspaceId, id: row.runId }), eq(bulkRows.position, row.position)));

/** Whether a row waits, be it that another worker has it. */
export async function hasWaitingRow(db: Db, run: BulkRunRow): Promise<boolean> {
  const rows = await db
    .select({ position: bulkRows.position })
    .from(bulkRows)
    .where(and(rowsOf(run), eq(bulkRows.state, "waiting")))
    .limit(1);
  return rows.length > 0;
}

/** How many rows of each run stand where. */
export const countRows = (db: Db, workspaceId: string, runIds: readonly string[]) =>
  db
    .select({ runId: bulkRows.runId, state: bulkRows.state, count: sql<number>`count(*)::int` })
    .from(bulkRows)
    .where(and(eq(bulkRows.workspaceId, workspaceId), inArray(bulkRows.runId, [...runIds])))
    .groupBy(bulkRows.runId, bulkRows.state);

/** Rows in one of the states after a position. */
export const listRows = (
  db: Db,
  run: Pick<BulkRunRow, "workspaceId" | "id">,
  { states, after, limit }: { states: readonly RowState[]; after: number; limit: number },
): Promise<BulkRow[]> =>
  db
    .select()
    .from(bulkRows)
    .where(and(rowsOf(run), inArray(bulkRows.state, [...states]), sql`${bulkRows.position} > ${after}::int`))
    .orderBy(asc(bulkRows.position))
    .limit(limit);

/** Rows that were not done wait again; says how many. */
export async function reopenRows(db: Db, run: Pick<BulkRunRow, "workspaceId" | "id">): Promise<number> {
  const rows = await db
    .update(bulkRows)
    .set({ state: "waiting", code: null, doneAt: null })
    .where(and(rowsOf(run), inArray(bulkRows.state, ["refused", "failed"])))
    .returning({ position: bulkRows.position });
  return rows.length;
}

/** Deletes at most `limit` rows of runs that ended so many days ago, and such runs as have none left; says how many rows. */
export async function deleteOldRuns(db: Db, days: number, limit: number): Promise<number> {
  const isOld = sql`coalesce(b.finished_at, b.cancelled_at) < now() - make_interval(days => ${days}::int)`;
  const isOf = sql`r.workspace_id = b.workspace_id and r.run_id = b.id`;
  const rows = await db.execute(sql`/* all workspaces */
    delete from bulk_rows where ctid = any(array(
      select r.ctid from bulk_runs b join bulk_rows r on ${isOf} where ${isOld} limit ${limit}))
    returning 1`);
  await db.execute(sql`/* all workspaces */
    delete from bulk_runs b where ${isOld} and not exists (select from bulk_rows r where ${isOf})`);
  return rows.length;
}
