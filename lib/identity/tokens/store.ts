import "server-only";
import { and, eq, gt, isNull, notInArray, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { tokens } from "../../db/schema/sessions";

export const insertToken = (
  db: Db,
  { lifetimeMinutes, ...row }: Omit<typeof tokens.$inferInsert, "expiresAt"> & { lifetimeMinutes: number },
): Promise<unknown> =>
  db
    .insert(tokens)
    .values({ ...row, expiresAt: sql`now() + make_interval(mins => ${lifetimeMinutes}::int)` });

const isOpen = (workspaceId: string, kind: string, tokenHash: string) =>
  and(
    eq(tokens.workspaceId, workspaceId),
    eq(tokens.kind, kind),
    eq(tokens.tokenHash, tokenHash),
    isNull(tokens.consumedAt),
    isNull(tokens.revokedAt),
    gt(tokens.expiresAt, sql`now()`),
  );

export async function findOpenToken(db: Db, workspaceId: string, kind: string, tokenHash: string) {
  const [row] = await db
    .select()
    .from(tokens)
    .where(isOpen(workspaceId, kind, tokenHash));
  return row ?? null;
}

/** Consumes an open token in one statement; a second caller gets null. */
export async function consumeOpenToken(db: Db, workspaceId: string, kind: string, tokenHash: string) {
  const [row] = await db
    .update(tokens)
    .set({ consumedAt: sql`now()` })
    .where(isOpen(workspaceId, kind, tokenHash))
    .returning({ id: tokens.id, userId: tokens.userId, createdBy: tokens.createdBy, data: tokens.data });
  return row ?? null;
}

/** The same, for a secret that is looked for among one user's own. */
export async function consumeOwnToken(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
  kind: string,
  tokenHash: string,
) {
  const [row] = await db
    .update(tokens)
    .set({ consumedAt: sql`now()` })
    .where(and(isOpen(workspaceId, kind, tokenHash), eq(tokens.userId, userId)))
    .returning({ id: tokens.id, createdBy: tokens.createdBy });
  return row ?? null;
}

/** All of a kind, but those that one of the sessions `except` asked for. */
export const revokeOpenTokens = (
  db: Db,
  workspaceId: string,
  userId: string,
  kind: string,
  except: readonly string[] = [],
): Promise<unknown> =>
  db
    .update(tokens)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(tokens.workspaceId, workspaceId),
        eq(tokens.userId, userId),
        eq(tokens.kind, kind),
        isNull(tokens.consumedAt),
        isNull(tokens.revokedAt),
        notInArray(sql`coalesce(${tokens.data} ->> 'sessionId', '')`, [...except]),
      ),
    );

export async function countOpenTokens(
  db: Db,
  workspaceId: string,
  userId: string,
  kind: string,
): Promise<number> {
  const rows = await db
    .select({ id: tokens.id })
    .from(tokens)
    .where(
      and(
        eq(tokens.workspaceId, workspaceId),
        eq(tokens.userId, userId),
        eq(tokens.kind, kind),
        isNull(tokens.consumedAt),
        isNull(tokens.revokedAt),
        gt(tokens.expiresAt, sql`now()`),
      ),
    );
  return rows.length;
}
