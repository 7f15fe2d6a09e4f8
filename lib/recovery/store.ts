import "server-only";
import { and, asc, desc, eq, gte, isNull, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { helpRequests } from "../db/schema/recovery";
import { users } from "../db/schema/users";

export type HelpRequestRow = typeof helpRequests.$inferSelect;
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
