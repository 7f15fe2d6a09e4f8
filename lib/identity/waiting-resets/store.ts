import "server-only";
import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { delayedResets } from "../../db/schema/recovery";
import { users } from "../../db/schema/users";
import { inTransaction } from "../../db/transaction";

export type DelayedResetRow = typeof delayedResets.$inferSelect;
export type Owner = { workspaceId: string; userId: string };

const isWaiting = and(isNull(delayedResets.doneAt), isNull(delayedResets.cancelledAt));

/** Null where one is waiting already. */
export async function insertDelayedReset(
  db: Db,
  { delayHours, ...row }: Omit<typeof delayedResets.$inferInsert, "dueAt"> & { delayHours: number },
): Promise<{ dueAt: Date } | null> {
  const [inserted] = await db
    .insert(delayedResets)
    .values({ ...row, dueAt: sql`now() + make_interval(hours => ${delayHours}::int)` })
    .onConflictDoNothing()
    .returning({ dueAt: delayedResets.dueAt });
  return inserted ?? null;
}

export async function lockWaitingReset(
  db: Db,
  { workspaceId, userId }: Owner,
): Promise<DelayedResetRow | null> {
  const [row] = await db
    .select()
    .from(delayedResets)
    .where(and(eq(delayedResets.workspaceId, workspaceId), eq(delayedResets.userId, userId), isWaiting))
    .for("update");
  return row ?? null;
}

export const listWaitingResets = (db: Db, workspaceId: string) =>
  db
    .select({
      reset: delayedResets,
      user: { id: users.id, name: users.name, email: users.email, role: users.role },
    })
    .from(delayedResets)
    .innerJoin(
      users,
      and(eq(users.workspaceId, delayedResets.workspaceId), eq(users.id, delayedResets.userId)),
    )
    .where(and(eq(delayedResets.workspaceId, workspaceId), isWaiting))
    .orderBy(asc(delayedResets.dueAt));

/** Whether a reset's time has come, in any workspace. */
export const resetsDue = sql`exists (select from delayed_resets
  where done_at is null and cancelled_at is null and due_at <= now() and next_try_at <= now())`;

/** Claims one reset whose time has come, in any workspace; one that fails comes up again after `againSeconds`. */
export async function claimDueReset(db: Db, againSeconds: number): Promise<DelayedResetRow | null> {
  const isDue = and(
    isWaiting,
    lte(delayedResets.dueAt, sql`now()`),
    lte(delayedResets.nextTryAt, sql`now()`),
    sql`/* all workspaces */ true`,
  );
  return inTransaction(db, async (tx) => {
    const [due] = await tx
      .select()
      .from(delayedResets)
      .where(isDue)
      .orderBy(asc(delayedResets.dueAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!due) return null;
    await tx
      .update(delayedResets)
      .set({ nextTryAt: sql`now() + make_interval(secs => ${againSeconds}::int)` })
      .where(and(eq(delayedResets.workspaceId, due.workspaceId), eq(delayedResets.id, due.id)));
    return due;
  });
}

/** Ends a waiting reset, done or cancelled, in one statement; false where it has ended. */
export async function endDelayedReset(
  db: Db,
  workspaceId: string,
  id: string,
  how: "done" | "cancelled",
): Promise<boolean> {
  const set = how === "done" ? { doneAt: sql`now()` } : { cancelledAt: sql`now()` };
  const rows = await db
    .update(delayedResets)
    .set(set)
    .where(and(eq(delayedResets.workspaceId, workspaceId), eq(delayedResets.id, id), isWaiting))
    .returning({ id: delayedResets.id });
  return rows.length === 1;
}

/** Ends the user's own recovery, which nobody else asked for; null where none waits. */
export async function cancelOwnReset(
  db: Db,
  { workspaceId, userId }: Owner,
): Promise<{ resetId: string } | null> {
  const [row] = await db
    .update(delayedResets)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(
        eq(delayedResets.workspaceId, workspaceId),
        eq(delayedResets.userId, userId),
        isNull(delayedResets.requestedBy),
        isWaiting,
      ),
    )
    .returning({ resetId: delayedResets.id });
  return row ?? null;
}
