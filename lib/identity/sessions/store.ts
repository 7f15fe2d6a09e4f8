import "server-only";
import { and, desc, eq, isNotNull, isNull, notInArray, or, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { type StoredProof, sessions } from "../../db/schema/sessions";

export type SessionRow = typeof sessions.$inferSelect;

/** More than anybody looks through; the oldest beyond are ended with "all others" like the rest. */
const MOST_LISTED = 100;

/** The first proof takes its moment from the database's clock, like every later one. */
export const insertSession = (
  db: Db,
  { proof, ...row }: Omit<typeof sessions.$inferInsert, "proofs"> & { proof: Omit<StoredProof, "at"> },
): Promise<unknown> =>
  db.insert(sessions).values({
    ...row,
    proofs: sql`jsonb_build_array(${JSON.stringify(proof)}::text::jsonb || jsonb_build_object('at', now()))`,
  });

const isLive = (workspaceId: string, sessionId: string) =>
  and(eq(sessions.workspaceId, workspaceId), eq(sessions.id, sessionId), isNull(sessions.endedAt));

export async function lockLiveSession(
  db: Db,
  workspaceId: string,
  sessionId: string,
): Promise<SessionRow | null> {
  const [row] = await db.select().from(sessions).where(isLive(workspaceId, sessionId)).for("update");
  return row ?? null;
}

export async function updateLiveSession(
  db: Db,
  workspaceId: string,
  sessionId: string,
  set: Partial<Pick<SessionRow, "proofs" | "tokenHash" | "proofSpentAt">>,
): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set(set)
    .where(isLive(workspaceId, sessionId))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** Opens set-up by an access pass in a live session, under a new secret. */
export async function markPassed(
  db: Db,
  workspaceId: string,
  sessionId: string,
  tokenHash: string,
): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ accessPassAt: sql`now()`, tokenHash })
    .where(isLive(workspaceId, sessionId))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** False where `Later` was pressed in this session before. */
/** Spends the proofs up to `until`, if nothing was spent since `seen`: of two who would by the same proof, one does. */
export async function spendProofs(
  db: Db,
  { workspaceId, sessionId }: { workspaceId: string; sessionId: string },
  { seen, until }: { seen: Date | null; until: Date },
): Promise<boolean> {
  const isUnspent = seen === null ? isNull(sessions.proofSpentAt) : eq(sessions.proofSpentAt, seen);
  const rows = await db
    .update(sessions)
    .set({ proofSpentAt: until })
    .where(and(isLive(workspaceId, sessionId), isUnspent))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

export async function markDeferred(db: Db, workspaceId: string, sessionId: string): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ deferredAt: sql`now()` })
    .where(and(isLive(workspaceId, sessionId), isNull(sessions.deferredAt)))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

export async function endSessionRow(
  db: Db,
  workspaceId: string,
  sessionId: string,
  reason: string,
): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ endedAt: sql`now()`, endReason: reason })
    .where(isLive(workspaceId, sessionId))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** Why a session ended that leaves what applications hold for when its user is away. */
export const SIGNED_OUT = "signed_out";

/** Ends a user's sessions and says how many. Those that were signed out of have from now on ended for this reason too. */
export async function endSessionsOfUser(
  db: Db,
  input: { workspaceId: string; userId: string; except: readonly string[]; reason: string },
): Promise<number> {
  const others = and(
    eq(sessions.workspaceId, input.workspaceId),
    eq(sessions.userId, input.userId),
    notInArray(sessions.id, [...input.except]),
  );
  const rows = await db
    .update(sessions)
    .set({ endedAt: sql`now()`, endReason: input.reason })
    .where(and(others, isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  // Afterwards, so that one which is signed out of at this very moment is met by one of the two
  await db
    .update(sessions)
    .set({ endReason: input.reason })
    .where(and(others, eq(sessions.endReason, SIGNED_OUT)));
  return rows.length;
}

/** Whether nobody ended a session but its own user by signing out; one that is over by age was not ended. */
export async function isStandingOrSignedOut(
  db: Db,
  { workspaceId, sessionId }: { workspaceId: string; sessionId: string },
): Promise<boolean> {
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.workspaceId, workspaceId),
        eq(sessions.id, sessionId),
        or(isNull(sessions.endedAt), eq(sessions.endReason, SIGNED_OUT)),
      ),
    );
  return rows.length === 1;
}

/** The user's sessions that were not ended, newest first; whether one is over by age is its preset's question. */
export const listUnendedSessions = (db: Db, workspaceId: string, userId: string): Promise<SessionRow[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), eq(sessions.userId, userId), isNull(sessions.endedAt)))
    .orderBy(desc(sessions.createdAt))
    .limit(MOST_LISTED);

/** Whatever an access pass opened in the user's sessions is closed. */
export const closePassedSessions = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db
    .update(sessions)
    .set({ accessPassAt: null })
    .where(
      and(
        eq(sessions.workspaceId, workspaceId),
        eq(sessions.userId, userId),
        isNotNull(sessions.accessPassAt),
      ),
    );

export type LastSignIn = { userId: string; ip: string; userAgent: string; at: string };

/** Each user's newest session in which more than the password was proved, whether it is over or not. */
export const listLastProved = (db: Db, workspaceId: string, userIds: string[]): Promise<LastSignIn[]> =>
  db.execute<LastSignIn>(sql`
    select distinct on (s.user_id) s.user_id as "userId", s.ip, s.user_agent as "userAgent", s.created_at as at
    from sessions s
    where s.workspace_id = ${workspaceId} and s.user_id in ${userIds} and jsonb_array_length(s.proofs) > 1
    order by s.user_id, s.created_at desc`);

/**
 * Deletes sessions that began so many days ago, at most `limit` of them; says how many. Those stay that an application still
 * holds something of, and of each user the newest in which more than the password was proved: who helps them looks at it.
 */
export async function deleteOldSessions(db: Db, days: number, limit: number): Promise<number> {
  const rows = await db.execute(sql`/* all workspaces */
    delete from sessions where (workspace_id, id) in (
      select s.workspace_id, s.id from sessions s
      where s.created_at < now() - make_interval(days => ${days}::int)
        and not exists (select from artifacts a where a.session_id = s.id)
        and (jsonb_array_length(s.proofs) < 2 or exists (select from sessions n
          where n.workspace_id = s.workspace_id and n.user_id = s.user_id and n.created_at > s.created_at
            and jsonb_array_length(n.proofs) > 1))
      order by s.created_at limit ${limit} for update of s skip locked
    ) returning 1`);
  return rows.length;
}
