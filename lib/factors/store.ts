import "server-only";
import { and, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { passkeyDirectory } from "../db/schema/directory";
import { credentials, factorFailures, recoveryCodes } from "../db/schema/factors";
import { FACTOR_STOPS_AT } from "../ratelimit/core/delay";
import { blockedUntilAfter } from "../ratelimit/delay-sql";

export type CredentialRow = typeof credentials.$inferSelect;
type Owner = { workspaceId: string; userId: string };

const owned = ({ workspaceId, userId }: Owner) =>
  and(eq(credentials.workspaceId, workspaceId), eq(credentials.userId, userId));
const ownedCodes = ({ workspaceId, userId }: Owner) =>
  and(eq(recoveryCodes.workspaceId, workspaceId), eq(recoveryCodes.userId, userId));
const ownedFailures = ({ workspaceId, userId }: Owner) =>
  and(eq(factorFailures.workspaceId, workspaceId), eq(factorFailures.userId, userId));

export const listCredentials = (db: Db, owner: Owner): Promise<CredentialRow[]> =>
  db.select().from(credentials).where(owned(owner)).orderBy(credentials.id);

export async function findCredential(db: Db, workspaceId: string, id: string): Promise<CredentialRow | null> {
  const [row] = await db
    .select()
    .from(credentials)
    .where(and(eq(credentials.workspaceId, workspaceId), eq(credentials.id, id)));
  return row ?? null;
}

/** Those of many users at once, by user and id. */
export const listCredentialsOf = (
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
): Promise<CredentialRow[]> =>
  db
    .select()
    .from(credentials)
    .where(and(eq(credentials.workspaceId, workspaceId), inArray(credentials.userId, [...userIds])))
    .orderBy(credentials.userId, credentials.id);

export const insertCredential = (db: Db, row: typeof credentials.$inferInsert): Promise<unknown> =>
  db.insert(credentials).values(row);

export const insertPasskeyEntry = (db: Db, row: typeof passkeyDirectory.$inferInsert): Promise<unknown> =>
  db.insert(passkeyDirectory).values(row);

export async function findPasskeyEntry(db: Db, webauthnId: string) {
  const [row] = await db.select().from(passkeyDirectory).where(eq(passkeyDirectory.webauthnId, webauthnId));
  return row ?? null;
}

export async function updateLabel(
  db: Db,
  owner: Owner,
  id: string,
  label: string,
): Promise<{ kind: string } | null> {
  const [row] = await db
    .update(credentials)
    .set({ label })
    .where(and(owned(owner), eq(credentials.id, id)))
    .returning({ kind: credentials.kind });
  return row ?? null;
}

export async function updateData(
  db: Db,
  owner: Owner,
  id: string,
  data: Record<string, unknown>,
): Promise<boolean> {
  const rows = await db
    .update(credentials)
    .set({ data })
    .where(and(owned(owner), eq(credentials.id, id)))
    .returning({ id: credentials.id });
  return rows.length === 1;
}

/** Whether answers of a kind are delayed or stopped for this user, and for how many seconds. */
export async function findBlock(
  db: Db,
  owner: Owner,
  kind: string,
): Promise<{ isStopped: boolean; seconds: number } | null> {
  const [row] = await db
    .select({
      isStopped: sql<boolean>`${factorFailures.stoppedAt} is not null`,
      seconds: sql<number>`coalesce(ceil(extract(epoch from ${factorFailures.blockedUntil} - now())), 0)::int`,
    })
    .from(factorFailures)
    .where(and(ownedFailures(owner), eq(factorFailures.kind, kind)));
  return row ?? null;
}

/** Removes credentials with their entries in the directory; says which rows went. */
export async function deleteCredentials(
  db: Db,
  owner: Owner,
  ids: readonly string[],
): Promise<CredentialRow[]> {
  if (ids.length === 0) return [];
  await db
    .delete(passkeyDirectory)
    .where(
      and(
        eq(passkeyDirectory.workspaceId, owner.workspaceId),
        eq(passkeyDirectory.userId, owner.userId),
        inArray(passkeyDirectory.credentialId, [...ids]),
      ),
    );
  return db
    .delete(credentials)
    .where(and(owned(owner), inArray(credentials.id, [...ids])))
    .returning();
}

/**
 * Raises the single-use mark. Of two equal answers one gets true: the mark must rise (RFC 6238 §5.2), except for
 * authenticators that do not count and always say 0, where the consumed challenge is the guard.
 */
export async function consumeCounter(
  db: Db,
  owner: Owner,
  used: { id: string; counter: number; data?: Record<string, unknown> },
): Promise<boolean> {
  const rises = used.counter > 0 ? lt(credentials.counter, used.counter) : eq(credentials.counter, 0);
  const rows = await db
    .update(credentials)
    .set({ counter: used.counter, lastUsedAt: sql`now()`, ...(used.data ? { data: used.data } : {}) })
    .where(and(owned(owner), eq(credentials.id, used.id), isNull(credentials.suspectAt), rises))
    .returning({ id: credentials.id });
  return rows.length === 1;
}

export const markSuspect = (db: Db, owner: Owner, id: string): Promise<unknown> =>
  db
    .update(credentials)
    .set({ suspectAt: sql`now()` })
    .where(and(owned(owner), eq(credentials.id, id)));

export const listOpenCodes = (db: Db, owner: Owner) =>
  db
    .select()
    .from(recoveryCodes)
    .where(and(ownedCodes(owner), isNull(recoveryCodes.usedAt), isNotNull(recoveryCodes.acknowledgedAt)));

export const insertCodes = (db: Db, rows: (typeof recoveryCodes.$inferInsert)[]): Promise<unknown> =>
  db.insert(recoveryCodes).values(rows);

export async function consumeCode(db: Db, owner: Owner, id: string): Promise<boolean> {
  const rows = await db
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(and(ownedCodes(owner), eq(recoveryCodes.id, id), isNull(recoveryCodes.usedAt)))
    .returning({ id: recoveryCodes.id });
  return rows.length === 1;
}

export const deletePendingCodes = (db: Db, owner: Owner): Promise<unknown> =>
  db.delete(recoveryCodes).where(and(ownedCodes(owner), isNull(recoveryCodes.acknowledgedAt)));

export const deleteAllCodes = (db: Db, owner: Owner): Promise<unknown> =>
  db.delete(recoveryCodes).where(ownedCodes(owner));

/** The pending set becomes the set, and every older code dies. False where there is no such pending set. */
export async function acknowledgeSet(db: Db, owner: Owner, setId: string): Promise<boolean> {
  const rows = await db
    .update(recoveryCodes)
    .set({ acknowledgedAt: sql`now()` })
    .where(and(ownedCodes(owner), eq(recoveryCodes.setId, setId), isNull(recoveryCodes.acknowledgedAt)))
    .returning({ id: recoveryCodes.id });
  if (rows.length === 0) return false;
  await db.delete(recoveryCodes).where(and(ownedCodes(owner), sql`${recoveryCodes.setId} <> ${setId}`));
  return true;
}

export type AttemptState =
  | { counted: true; inARow: number; stopsNow: boolean }
  | { counted: false; stopped: boolean; seconds: number };

/** Counts one answer before it is judged, in one statement; while blocked or stopped nothing is counted. */
export async function countFactorAttempt(db: Db, owner: Owner, kind: string): Promise<AttemptState> {
  const inARow = factorFailures.inARow;
  const [row] = await db
    .insert(factorFailures)
    .values({ ...owner, kind, inARow: 1, lastFailedAt: sql`now()` })
    .onConflictDoUpdate({
      target: [factorFailures.workspaceId, factorFailures.userId, factorFailures.kind],
      set: {
        inARow: sql`${inARow} + 1`,
        lastFailedAt: sql`now()`,
        blockedUntil: blockedUntilAfter(inARow),
        stoppedAt: sql`case when ${inARow} + 1 >= ${FACTOR_STOPS_AT}::int then now() end`,
      },
      setWhere: and(
        isNull(factorFailures.stoppedAt),
        or(isNull(factorFailures.blockedUntil), sql`${factorFailures.blockedUntil} <= now()`),
      ),
    })
    .returning({ inARow, stoppedAt: factorFailures.stoppedAt });
  if (row) return { counted: true, inARow: row.inARow, stopsNow: row.stoppedAt !== null };
  const block = await findBlock(db, owner, kind);
  return { counted: false, stopped: block?.isStopped ?? false, seconds: Math.max(1, block?.seconds ?? 1) };
}

/** Takes one counted answer back, and the delay that came with it unless a later one was counted. */
export const uncountFactorAttempt = (
  db: Db,
  owner: Owner,
  kind: string,
  counted: number,
): Promise<unknown> => {
  const { inARow, blockedUntil, stoppedAt } = factorFailures;
  return db
    .update(factorFailures)
    .set({
      inARow: sql`${inARow} - 1`,
      blockedUntil: sql`case when ${inARow} > ${counted}::int then ${blockedUntil} end`,
      stoppedAt: sql`case when ${inARow} > ${counted}::int then ${stoppedAt} end`,
    })
    .where(and(ownedFailures(owner), eq(factorFailures.kind, kind), sql`${inARow} > 0`));
};

/** Another proof, or an administrator, clears what was counted. */
export const deleteFailures = (db: Db, owner: Owner): Promise<unknown> =>
  db.delete(factorFailures).where(ownedFailures(owner));

export type LockRow = {
  kind: string;
  in_a_row: number;
  stopped_at: string | null;
  blocked_until: string | null;
};

/** What is stopped or delayed now, and what `besides` adds to it, by one statement. */
export const listLockRows = (db: Db, { workspaceId, userId }: Owner, besides: SQL): Promise<LockRow[]> =>
  db.execute<LockRow>(sql`
    select f.kind, f.in_a_row, f.stopped_at, f.blocked_until from factor_failures f
    where f.workspace_id = ${workspaceId} and f.user_id = ${userId}
      and (f.stopped_at is not null or f.blocked_until > now())
    union all ${besides} order by 1`);

/** Credentials that hold a sealed secret, in key order after one of them. */
export const listSealedAfter = (
  db: Db,
  workspaceId: string,
  after: { userId: string; id: string },
  limit: number,
): Promise<CredentialRow[]> =>
  db
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, workspaceId),
        inArray(credentials.kind, ["totp", "sms"]),
        sql`(${credentials.userId}, ${credentials.id}) > (${after.userId}, ${after.id})`,
      ),
    )
    .orderBy(credentials.userId, credentials.id)
    .limit(limit);

export const replaceData = (
  db: Db,
  owner: Owner,
  id: string,
  data: Record<string, unknown>,
): Promise<unknown> =>
  db
    .update(credentials)
    .set({ data })
    .where(and(owned(owner), eq(credentials.id, id)));
