import "server-only";
import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { noticeRuns } from "../../db/schema/record";
import { users } from "../../db/schema/users";

export type NoticeRunRow = typeof noticeRuns.$inferSelect;

export const insertRun = (db: Db, row: typeof noticeRuns.$inferInsert): Promise<unknown> =>
  db.insert(noticeRuns).values(row);

/** One unfinished run of any workspace, locked; whoever else looks meanwhile passes it over. */
export async function lockOpenRun(db: Db): Promise<NoticeRunRow | null> {
  const [row] = await db
    .select()
    .from(noticeRuns)
    .where(and(isNull(noticeRuns.finishedAt), sql`/* all workspaces */ true`))
    .orderBy(asc(noticeRuns.createdAt))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** The next people who can be told: joined, with a confirmed address, not blocked. */
export const listNextRecipients = (db: Db, workspaceId: string, afterUserId: string, limit: number) =>
  db
    .select({ id: users.id, email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        gt(users.id, afterUserId),
        isNotNull(users.emailVerifiedAt),
        isNull(users.blockedAt),
      ),
    )
    .orderBy(asc(users.id))
    .limit(limit);

export const moveRun = (
  db: Db,
  { workspaceId, id }: NoticeRunRow,
  afterUserId: string,
  isFinished: boolean,
): Promise<unknown> =>
  db
    .update(noticeRuns)
    .set({ afterUserId, ...(isFinished ? { finishedAt: sql`now()` } : {}) })
    .where(and(eq(noticeRuns.workspaceId, workspaceId), eq(noticeRuns.id, id)));
