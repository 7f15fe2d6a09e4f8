import "server-only";
import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { sweeps } from "../../db/schema/record";
import { inTransaction } from "../../db/transaction";

const KIND = "reminders";

const inMinutes = (minutes: number) => sql`now() + make_interval(mins => ${minutes}::int)`;
const of = (workspaceId: string) => and(eq(sweeps.workspaceId, workspaceId), eq(sweeps.kind, KIND));

/**
 * Claims the workspace whose turn it is; a turn that fails comes up again after `againMinutes`, and a workspace that is new
 * has its first one after `firstMinutes`. Null: none has a turn.
 */
export async function claimTurn(
  db: Db,
  { againMinutes, firstMinutes }: { againMinutes: number; firstMinutes: number },
): Promise<string | null> {
  return inTransaction(db, async (tx) => {
    await tx.execute(sql`/* all workspaces */ insert into sweeps (workspace_id, kind, next_turn_at)
      select workspace_id, ${KIND}, ${inMinutes(firstMinutes)} from workspaces on conflict do nothing`);
    const [row] = await tx
      .select({ workspaceId: sweeps.workspaceId })
      .from(sweeps)
      .where(and(eq(sweeps.kind, KIND), lte(sweeps.nextTurnAt, sql`now()`), sql`/* all workspaces */ true`))
      .orderBy(asc(sweeps.nextTurnAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (row) await setNextTurn(tx, row.workspaceId, againMinutes);
    return row?.workspaceId ?? null;
  });
}

export const setNextTurn = (db: Db, workspaceId: string, minutes: number): Promise<unknown> =>
  db
    .update(sweeps)
    .set({ nextTurnAt: inMinutes(minutes) })
    .where(of(workspaceId));
