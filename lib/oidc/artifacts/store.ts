import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { hashToken } from "../../core/crypto";
import type { Db } from "../../db/client";
import { artifacts } from "../../db/schema/applications";

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
      "workspaceId" | "clientId" | "userId" | "sessionId" | "grantId" | "userCode" | "evidence"
    >
  > & {
    payload: Record<string, unknown>;
    expiresInSeconds: number | undefined;
  };

/** Writes it, or writes over it; what was consumed stays consumed. */
export const upsertArtifact = (
  db: Db,
  { kind, id, expiresInSeconds, ...set }: NewArtifact,
): Promise<unknown> => {
  const values = { ...set, expiresAt: expiry(expiresInSeconds) };
  return db
    .insert(artifacts)
    .values({ kind, id: hashOf(id), ...values })
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

export const deleteArtifact = (db: Db, key: ArtifactKey): Promise<unknown> =>
  db.delete(artifacts).where(isOne(key));

/** Removes what was issued on a grant, of some kinds. */
export const deleteArtifactsOfGrant = (db: Db, kinds: string[], grantId: string): Promise<unknown> =>
  db.delete(artifacts).where(and(inArray(artifacts.kind, kinds), eq(artifacts.grantId, grantId)));
