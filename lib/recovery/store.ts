import "server-only";
import { and, asc, desc, eq, gte, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { delayedResets, helpRequests } from "../db/schema/recovery";
import { users } from "../db/schema/users";
import { inTransaction } from "../db/transaction";

export type HelpRequestRow = typeof helpRequests.$inferSelect;
export type DelayedResetRow = typeof delayedResets.$inferSelect;
type Owner = { workspaceId: string; userId: string };

/** False where the user has an open request already. */
export async function insertHelpRequest(db: Db, row: typeof helpRequests.$inferInsert): Promise<boolean> {
  const rows = await db
    .insert(helpRequests)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: helpRequests.id });
  return rows.length === 1;
}

/** The user's newest request, open or answered. */
export async function findLastHelpRequest(
  db: Db,
  { workspaceId, userId }: Owner,
): Promise<HelpRequestRow | null> {
  const [row] = await db
    .select()
    .from(helpRequests)
    .where(and(eq(helpRequests.workspaceId, workspaceId), eq(helpRequests.userId, userId)))
    .orderBy(desc(helpRequests.createdAt))
    .limit(1);
  return row ?? null;
}

/** Open requests with who asks, the oldest first. */
export const listOpenHelpRequests = (db: Db, workspaceId: string, limit: number) =>
  db
    .select({
      request: helpRequests,
      user: {
        id: users.id,
        name: users.name,
        email: users.email,
        role: users.role,
        policyId: users.policyId,
        lastSignInAt: users.lastSignInAt,
        passwordChangedAt: users.passwordChangedAt,
      },
    })
    .from(helpRequests)
    .innerJoin(users, and(eq(users.workspaceId, helpRequests.workspaceId), eq(users.id, helpRequests.userId)))
    .where(and(eq(helpRequests.workspaceId, workspaceId), isNull(helpRequests.answeredAt)))
    .orderBy(asc(helpRequests.createdAt))
    .limit(limit);

/** Who has asked for help since a moment, each once, the first `most`. */
export async function listAskers(db: Db, workspaceId: string, since: Date, most: number): Promise<string[]> {
  const rows = await db
    .select({ userId: helpRequests.userId })
    .from(helpRequests)
    .where(and(eq(helpRequests.workspaceId, workspaceId), gte(helpRequests.createdAt, since)))
    .groupBy(helpRequests.userId)
    .limit(most);
  return rows.map(({ userId }) => userId);
}

export async function hasHelpRequest(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: helpRequests.id })
    .from(helpRequests)
    .where(and(eq(helpRequests.workspaceId, workspaceId), eq(helpRequests.id, id)));
  return rows.length === 1;
}

/** Answers an open request in one statement: of two administrators one is first. */
export async function answerOpenRequest(
  db: Db,
  workspaceId: string,
  id: string,
  set: Pick<HelpRequestRow, "answer" | "reason" | "answeredBy">,
): Promise<{ userId: string } | null> {
  const [row] = await db
    .update(helpRequests)
    .set({ ...set, answeredAt: sql`now()` })
    .where(
      and(
        eq(helpRequests.workspaceId, workspaceId),
        eq(helpRequests.id, id),
        isNull(helpRequests.answeredAt),
      ),
    )
    .returning({ userId: helpRequests.userId });
  return row ?? null;
}

/** Closes whatever request of the user is open: they got in, or took it back. */
export async function closeOwnRequest(
  db: Db,
  { workspaceId, userId }: Owner,
  answer: string,
): Promise<boolean> {
  const rows = await db
    .update(helpRequests)
    .set({ answer, answeredAt: sql`now()` })
    .where(
      and(
        eq(helpRequests.workspaceId, workspaceId),
        eq(helpRequests.userId, userId),
        isNull(helpRequests.answeredAt),
      ),
    )
    .returning({ id: helpRequests.id });
  return rows.length > 0;
}

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
