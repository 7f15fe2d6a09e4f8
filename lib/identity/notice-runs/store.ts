import "server-only";
import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, ne, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { noticeRuns } from "../../db/schema/record";
import { users } from "../../db/schema/users";
import { spotOf } from "../../db/spot";
import { inTransaction } from "../../db/transaction";

export type NoticeRunRow = typeof noticeRuns.$inferSelect;

/** `isMove`: only for those whom the same transaction has put under the policy. */
export const insertRun = (db: Db, row: typeof noticeRuns.$inferInsert, isMove: boolean): Promise<unknown> =>
  db.insert(noticeRuns).values({ ...row, ...(isMove ? { movedAt: sql`now()` } : {}) });

const one = ({ workspaceId, id }: NoticeRunRow) =>
  and(eq(noticeRuns.workspaceId, workspaceId), eq(noticeRuns.id, id));

const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds}::int)`;

export const noticesDue = sql`exists (select from notice_runs where finished_at is null and next_turn_at <= now())`;

/** Claims the run whose turn it is, of any workspace; a turn that fails comes up again after `againSeconds`. */
export async function claimRun(db: Db, againSeconds: number): Promise<NoticeRunRow | null> {
  return inTransaction(db, async (tx) => {
    const [run] = await tx
      .select()
      .from(noticeRuns)
      .where(
        and(
          isNull(noticeRuns.finishedAt),
          lte(noticeRuns.nextTurnAt, sql`now()`),
          sql`/* all workspaces */ true`,
        ),
      )
      .orderBy(asc(noticeRuns.nextTurnAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (run)
      await tx
        .update(noticeRuns)
        .set({ nextTurnAt: inSeconds(againSeconds) })
        .where(one(run));
    return run ?? null;
  });
}

/** Who is told by this run: moments are compared in the database, which keeps more of them than a `Date` does. */
const isMeant = (run: NoticeRunRow) => and(isUnderPolicy(run), isOfRing(run));

const isUnderPolicy = (run: NoticeRunRow) =>
  run.policyId === null
    ? undefined
    : and(
        eq(users.policyId, run.policyId),
        sql`${users.policySince} = coalesce((select ${noticeRuns.movedAt} from ${noticeRuns} where ${one(run)}),
          ${users.policySince})`,
      );

const SPOT = spotOf(sql`${users.workspaceId}`, sql`${users.id}`);
const isOfRing = ({ data: { fromSpot, belowSpot } }: NoticeRunRow) =>
  belowSpot === undefined ? undefined : sql`${SPOT} >= ${fromSpot} and ${SPOT} < ${belowSpot}`;

/** Administrators are mailed wherever they joined; everybody else where the address is confirmed. */
const canBeTold = ({ audience, exceptUserId }: NoticeRunRow) =>
  audience === "administrators"
    ? and(
        inArray(users.role, ["administrator", "owner"]),
        isNotNull(users.passwordHash),
        exceptUserId === null ? undefined : ne(users.id, exceptUserId),
      )
    : isNotNull(users.emailVerifiedAt);

/** The next people who can be told, none of them blocked. */
export const listNextRecipients = (db: Db, run: NoticeRunRow, limit: number) =>
  db
    .select({ id: users.id, email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, run.workspaceId),
        gt(users.id, run.afterUserId),
        isMeant(run),
        canBeTold(run),
        isNull(users.blockedAt),
      ),
    )
    .orderBy(asc(users.id))
    .limit(limit);

/** Moves the mark of a run from where this turn began; false where another turn has moved it meanwhile. */
export async function moveRun(
  db: Db,
  run: NoticeRunRow,
  to: { afterUserId: string; isFinished: boolean; nextTurnSeconds: number },
): Promise<boolean> {
  const rows = await db
    .update(noticeRuns)
    .set({
      afterUserId: to.afterUserId,
      nextTurnAt: inSeconds(to.nextTurnSeconds),
      ...(to.isFinished ? { finishedAt: sql`now()` } : {}),
    })
    .where(and(one(run), eq(noticeRuns.afterUserId, run.afterUserId), isNull(noticeRuns.finishedAt)))
    .returning({ id: noticeRuns.id });
  return rows.length === 1;
}
