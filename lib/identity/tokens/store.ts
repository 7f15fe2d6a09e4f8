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

/**
 * Deletes links and passes that ran out so many days ago, at most `limit`; says how many. Whoever never confirmed their address
 * keeps theirs: by those it is known that the address is to be given back.
 */
export async function deleteOldTokens(db: Db, days: number, limit: number): Promise<number> {
  const rows = await db.execute(sql`/* all workspaces */
    delete from tokens where (workspace_id, id) in (
      select t.workspace_id, t.id from tokens t
      join users u on u.workspace_id = t.workspace_id and u.id = t.user_id
      where t.expires_at < now() - make_interval(days => ${days}::int) and u.email_verified_at is not null
      order by t.expires_at limit ${limit} for update of t skip locked
    ) returning 1`);
  return rows.length;
}
