import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { hashToken } from "../../core/crypto";
import type { Db } from "../../db/client";
import { artifacts, type Evidence } from "../../db/schema/applications";

export type { Evidence };
export type ArtifactRow = typeof artifacts.$inferSelect;
export type ArtifactKey = { kind: string; id: string };

/** Marks an id that was read back from the table: it is its own hash. */
const STORED = "#";
const hashOf = (id: string): string => (id.startsWith(STORED) ? id.slice(1) : hashToken(id));
export const storedId = ({ id }: Pick<ArtifactRow, "id">): string => `${STORED}${id}`;

const isOne = ({ kind, id }: ArtifactKey) => and(eq(artifacts.kind, kind), eq(artifacts.id, hashOf(id)));
const expiry = (seconds: number | undefined) =>
  seconds === undefined ? null : sql`now() + make_interval(secs => ${seconds}::int)`;

export type NewArtifact = ArtifactKey &
  Partial<
    Pick<
      ArtifactRow,
      "workspaceId" | "clientId" | "userId" | "sessionId" | "grantId" | "userCode" | "evidence" | "createdAt"
    >
  > & {
    payload: Record<string, unknown>;
    expiresInSeconds: number | undefined;
  };

/** Writes it, or writes over it; what was consumed stays consumed. */
export const upsertArtifact = (
  db: Db,
  { kind, id, expiresInSeconds, createdAt, ...set }: NewArtifact,
): Promise<unknown> => {
  const values = { ...set, expiresAt: expiry(expiresInSeconds) };
  return db
    .insert(artifacts)
    .values({ kind, id: hashOf(id), ...(createdAt ? { createdAt } : {}), ...values })
    .onConflictDoUpdate({ target: [artifacts.kind, artifacts.id], set: values });
};

export async function findArtifact(db: Db, key: ArtifactKey): Promise<ArtifactRow | null> {
  const [row] = await db.select().from(artifacts).where(isOne(key));
  return row ?? null;
}

export async function findArtifactByUserCode(db: Db, userCode: string): Promise<ArtifactRow | null> {
  const [row] = await db.select().from(artifacts).where(eq(artifacts.userCode, userCode));
  return row ?? null;
}

/** Uses it up, in one statement: of two at once one wins and the other gets false. */
export async function consumeArtifact(db: Db, key: ArtifactKey): Promise<boolean> {
  const rows = await db
    .update(artifacts)
    .set({ consumedAt: sql`now()` })
    .where(and(isOne(key), sql`${artifacts.consumedAt} is null`))
    .returning({ id: artifacts.id });
  return rows.length === 1;
}

/** False where it was gone: of two at once one removes it. */
export async function deleteArtifact(db: Db, key: ArtifactKey): Promise<boolean> {
  const rows = await db.delete(artifacts).where(isOne(key)).returning({ id: artifacts.id });
  return rows.length === 1;
}

/** Removes what was issued on a grant, of some kinds. */
export const deleteArtifactsOfGrant = (db: Db, kinds: string[], grantId: string): Promise<unknown> =>
  db.delete(artifacts).where(and(inArray(artifacts.kind, kinds), eq(artifacts.grantId, grantId)));

/** When something was first kept, by the database's clock. */
export async function findCreatedAt(db: Db, key: ArtifactKey): Promise<Date | null> {
  const [row] = await db.select({ at: artifacts.createdAt }).from(artifacts).where(isOne(key));
  return row?.at ?? null;
}

/** The facts that something was issued on; null: none were kept. */
export async function findEvidence(db: Db, key: ArtifactKey): Promise<Evidence | null> {
  const [row] = await db.select({ evidence: artifacts.evidence }).from(artifacts).where(isOne(key));
  return row?.evidence ?? null;
}

/** Whether the session of ours that the provider keeps something for has not been ended. */
export async function isSessionLive(db: Db, sessionId: string): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from artifacts k
    join sessions s on s.workspace_id = k.workspace_id and s.id = k.session_id
    where k.kind = 'Session' and k.id = ${hashOf(sessionId)} and s.ended_at is null`);
  return rows.length > 0;
}

/**
 * What a token was issued on, in which session, why that was ended since (null: it was not), and since when the session's
 * browser is remembered (null: it is not, or no more).
 */
export type IssuedOn = {
  evidence: Evidence;
  sessionId: string | null;
  endReason: string | null;
  rememberedAt: Date | null;
};

export async function findIssuedOn(db: Db, key: ArtifactKey, workspaceId: string): Promise<IssuedOn | null> {
  const [row] = await db.execute<{
    evidence: Evidence | null;
    session_id: string | null;
    end_reason: string | null;
    remembered_at: string | null;
  }>(sql`
    select a.evidence, a.session_id, s.end_reason, b.remembered_at from artifacts a
    left join sessions s on s.workspace_id = ${workspaceId} and s.id = a.session_id
    left join browsers b on b.workspace_id = s.workspace_id and b.user_id = s.user_id and b.id = s.browser_id
    where a.kind = ${key.kind} and a.id = ${hashOf(key.id)} and a.workspace_id = ${workspaceId}`);
  if (!row?.evidence) return null;
  const { evidence, session_id: sessionId, end_reason: endReason, remembered_at: at } = row;
  return { evidence, sessionId, endReason, rememberedAt: at === null ? null : new Date(at) };
}

/** Everything an application holds for a user is worth nothing any more. */
export const deleteArtifactsOfConnection = (
  db: Db,
  { workspaceId, userId, clientId }: { workspaceId: string; userId: string; clientId: string },
): Promise<unknown> =>
  db
    .delete(artifacts)
    .where(
      and(
        eq(artifacts.workspaceId, workspaceId),
        eq(artifacts.userId, userId),
        eq(artifacts.clientId, clientId),
      ),
    );

/** Everything an application holds, whoever it is of. */
export const deleteArtifactsOfApplication = (
  db: Db,
  { workspaceId, clientId }: { workspaceId: string; clientId: string },
): Promise<unknown> =>
  db.delete(artifacts).where(and(eq(artifacts.workspaceId, workspaceId), eq(artifacts.clientId, clientId)));

/** Clears what has been over for a day, at most `limit`; says how many went. */
export async function deleteStaleArtifacts(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    delete from artifacts where (kind, id) in (
      select kind, id from artifacts where expires_at < now() - interval '1 day' limit ${limit}
    ) returning 1`);
  return rows.length;
}

/** Sessions of ours that were ended while applications were reached in them: those are to be told. */
export type EndedSession = { id: string; authorizations: Record<string, { sid?: string }>; userId: string };

const ENDED = sql`from artifacts k
    join sessions s on s.workspace_id = k.workspace_id and s.id = k.session_id
    where k.kind = 'Session' and s.ended_at is not null`;
export const signOutsDue = sql`exists (select ${ENDED})`;

export async function listEndedSessions(db: Db, limit: number): Promise<EndedSession[]> {
  const rows = await db.execute<{
    id: string;
    authorizations: EndedSession["authorizations"];
    user_id: string;
  }>(sql`
    select s.id, k.payload -> 'authorizations' as authorizations, k.user_id
    ${ENDED}
    order by s.ended_at limit ${limit}`);
  return rows.map((row) => ({ id: row.id, authorizations: row.authorizations ?? {}, userId: row.user_id }));
}
