import "server-only";
import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { flows } from "../../db/schema/factors";
import { pushApprovals } from "../../db/schema/push";
import { sessions } from "../../db/schema/sessions";
import { APPROVAL_SECONDS, type Approval } from "../../factors/push";
import type { FlowBinding } from "../context";

export type ApprovalRow = typeof pushApprovals.$inferSelect;
type Owner = { workspaceId: string; userId: string };

const owned = ({ workspaceId, userId }: Owner) =>
  and(eq(pushApprovals.workspaceId, workspaceId), eq(pushApprovals.userId, userId));

const isYoung = () =>
  gt(pushApprovals.createdAt, sql`now() - make_interval(secs => ${APPROVAL_SECONDS}::int)`);

/** Somebody still waits for the answer: the attempt is unfinished and its session lives. */
const isAwaited = and(isNull(flows.consumedAt), isNull(sessions.endedAt));

const ageSeconds = sql<number>`extract(epoch from now() - ${pushApprovals.createdAt})::int`;

export const insertApproval = (db: Db, row: typeof pushApprovals.$inferInsert): Promise<unknown> =>
  db.insert(pushApprovals).values(row);

/** The question that a session's own flow asks; null where it asks none. */
export async function findApprovalOfFlow(
  db: Db,
  { workspaceId, userId }: FlowBinding,
  flowId: string,
): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(pushApprovals)
    .where(and(owned({ workspaceId, userId }), eq(pushApprovals.flowId, flowId)));
  return row ?? null;
}

/** When each open question of a user was asked, the oldest first. */
export const listOpenAges = (db: Db, owner: Owner): Promise<{ seconds: number }[]> =>
  db
    .select({ seconds: ageSeconds })
    .from(pushApprovals)
    .where(and(owned(owner), isNull(pushApprovals.answeredAt), isYoung()))
    .orderBy(pushApprovals.createdAt);

const ofFlow = and(eq(flows.workspaceId, pushApprovals.workspaceId), eq(flows.id, pushApprovals.flowId));
const ofSession = and(eq(sessions.workspaceId, pushApprovals.workspaceId), eq(sessions.id, flows.sessionId));

const select = (db: Db, where: SQL | undefined) =>
  db
    .select({
      approval: pushApprovals,
      sessionId: flows.sessionId,
      purpose: flows.purpose,
      secondsLeft: sql<number>`${APPROVAL_SECONDS}::int - ${ageSeconds}`,
    })
    .from(pushApprovals)
    .innerJoin(flows, ofFlow)
    .innerJoin(sessions, ofSession)
    .where(where)
    .orderBy(pushApprovals.createdAt);

/** Open questions of a user, each with the session that asks. */
export const listOpenApprovals = (db: Db, owner: Owner) =>
  select(db, and(owned(owner), isNull(pushApprovals.answeredAt), isAwaited, isYoung()));

/** One question of a user, open or not, with the session that asks. */
export async function findApproval(db: Db, owner: Owner, id: string) {
  const [row] = await select(db, and(owned(owner), eq(pushApprovals.id, id)));
  return row ?? null;
}

/**
 * Answers a question, in one statement: of two answers one is first, none comes after two minutes, and none to an attempt
 * that is over.
 */
export async function answerOnce(
  db: Db,
  owner: Owner,
  id: string,
  said: { answer: NonNullable<Approval["answer"]>; answeredBy: string },
): Promise<boolean> {
  const rows = await db
    .update(pushApprovals)
    .set({ ...said, answeredAt: sql`now()` })
    .from(flows)
    .innerJoin(sessions, and(eq(sessions.workspaceId, flows.workspaceId), eq(sessions.id, flows.sessionId)))
    .where(
      and(
        owned(owner),
        eq(pushApprovals.id, id),
        isNull(pushApprovals.answeredAt),
        isYoung(),
        ofFlow,
        isAwaited,
      ),
    )
    .returning({ id: pushApprovals.id });
  return rows.length === 1;
}
