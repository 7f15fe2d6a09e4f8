import "server-only";
import {
  and,
  eq,
  exists,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  ne,
  notExists,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Db } from "../../db/client";
import { addresses } from "../../db/schema/directory";
import { tokens } from "../../db/schema/sessions";
import { users } from "../../db/schema/users";

type UserRow = typeof users.$inferSelect;

/** False where somebody has the address. */
export async function insertAddressOnce(db: Db, row: typeof addresses.$inferInsert): Promise<boolean> {
  const rows = await db
    .insert(addresses)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: addresses.userId });
  return rows.length === 1;
}

/** Who has the address, locked until the transaction ends; null: nobody. */
export async function lockAddress(
  db: Db,
  email: string,
): Promise<{ workspaceId: string; userId: string } | null> {
  const [row] = await db.select().from(addresses).where(eq(addresses.email, email)).for("update");
  return row ?? null;
}

export const setAddressHolder = (
  db: Db,
  { email, ...to }: { email: string; workspaceId: string; userId: string },
): Promise<unknown> => db.update(addresses).set(to).where(eq(addresses.email, email));

/** Whether one of the workspace's users, other than `except`, goes by the address. */
export async function hasUserWithEmail(db: Db, workspaceId: string, email: string, except: string) {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        eq(sql`${users.email} collate "C"`, email),
        ne(users.id, except),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Users of any workspace who were mailed a link to confirm their address, and let every one of them expire. */
export const lockLapsed = (db: Db, limit: number): Promise<UserRow[]> =>
  db
    .select()
    .from(users)
    .where(
      and(
        isNull(users.emailVerifiedAt),
        lt(users.createdAt, sql`now() - interval '7 days'`),
        exists(confirmationsOf(db)),
        notExists(confirmationsOf(db, isOpenNow)),
        sql`/* all workspaces */ true`,
      ),
    )
    .orderBy(users.createdAt)
    .limit(limit)
    .for("update", { skipLocked: true });

const isOpenNow = and(isNull(tokens.consumedAt), isNull(tokens.revokedAt), gt(tokens.expiresAt, sql`now()`));

const confirmationsOf = (db: Db, which?: SQL) =>
  db
    .select({ id: tokens.id })
    .from(tokens)
    .where(
      and(
        eq(tokens.workspaceId, users.workspaceId),
        eq(tokens.userId, users.id),
        inArray(tokens.kind, ["invitation", "email_verification"]),
        which,
      ),
    );

/** The user of an address, by one statement, whether there is one or not. */
export async function findUserOfAddress(db: Db, email: string): Promise<UserRow | null> {
  const [row] = await db
    .select(getTableColumns(users))
    .from(addresses)
    .innerJoin(users, and(eq(users.workspaceId, addresses.workspaceId), eq(users.id, addresses.userId)))
    .where(eq(addresses.email, email));
  return row ?? null;
}

/** The user goes by another address, which is theirs in the directory already; the old one is free. */
export async function replaceAddress(
  db: Db,
  { workspaceId, id, email: before }: Pick<UserRow, "workspaceId" | "id" | "email">,
  email: string,
): Promise<void> {
  await db.delete(addresses).where(and(eq(addresses.email, before), eq(addresses.userId, id)));
  await db
    .update(users)
    .set({ email })
    .where(and(eq(users.workspaceId, workspaceId), eq(users.id, id)));
}
