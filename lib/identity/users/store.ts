import "server-only";
import { and, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { type AnyPgColumn, unionAll } from "drizzle-orm/pg-core";
import type { Db } from "../../db/client";
import { applications } from "../../db/schema/applications";
import { addresses, passkeyDirectory } from "../../db/schema/directory";
import { users } from "../../db/schema/users";

export type UserRow = typeof users.$inferSelect;
export type NewUser = typeof users.$inferInsert;

export const insertUser = (db: Db, row: NewUser): Promise<unknown> => db.insert(users).values(row);

const isUser = (workspaceId: string, userId: string) =>
  and(eq(users.workspaceId, workspaceId), eq(users.id, userId));

export async function findUser(db: Db, workspaceId: string, userId: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(isUser(workspaceId, userId));
  return row ?? null;
}

export async function lockUser(db: Db, workspaceId: string, userId: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(isUser(workspaceId, userId)).for("update");
  return row ?? null;
}

/** Names of whoever acts: people, and the programs that act like them. */
export const listActorNames = (db: Db, workspaceId: string, ids: string[]) =>
  unionAll(
    db
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(and(eq(users.workspaceId, workspaceId), inArray(users.id, ids))),
    db
      .select({ id: applications.id, name: applications.name })
      .from(applications)
      .where(and(eq(applications.workspaceId, workspaceId), inArray(applications.id, ids))),
  );

export const listLabels = (db: Db, workspaceId: string, ids: string[]) =>
  db
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), inArray(users.id, ids)));

export const listUsers = (db: Db, workspaceId: string, ids: readonly string[]): Promise<UserRow[]> =>
  db
    .select()
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), inArray(users.id, [...ids])));

export async function updateUser(
  db: Db,
  workspaceId: string,
  userId: string,
  set: Partial<Omit<NewUser, "workspaceId" | "id">>,
): Promise<boolean> {
  const rows = await db.update(users).set(set).where(isUser(workspaceId, userId)).returning({ id: users.id });
  return rows.length === 1;
}

/** The first prompt to set up is a fact that starts a grace; it never moves. */
export const markFirstPrompted = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db
    .update(users)
    .set({ firstPromptedAt: sql`coalesce(${users.firstPromptedAt}, now())` })
    .where(isUser(workspaceId, userId));

export const markSignedIn = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db.update(users).set({ lastSignInAt: sql`now()` }).where(isUser(workspaceId, userId));

export const addSkip = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db
    .update(users)
    .set({ skipsUsed: sql`${users.skipsUsed} + 1`, lastSkipAt: sql`now()` })
    .where(isUser(workspaceId, userId));

export type Member = { id: string; role: string; policyId: string };

/** These users of a workspace, locked in the order of their ids; who is not there is left out. */
export const lockMembers = (db: Db, workspaceId: string, ids: readonly string[]): Promise<Member[]> =>
  db
    .select({ id: users.id, role: users.role, policyId: users.policyId })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), sql`${users.id} = any(${textList(ids)})`))
    .orderBy(users.id)
    .for("update");

/** Puts users under a policy, all from the same moment on. */
export const setPolicyOf = (
  db: Db,
  workspaceId: string,
  ids: readonly string[],
  policyId: string,
): Promise<unknown> =>
  db
    .update(users)
    .set({ policyId, policySince: sql`now()` })
    .where(and(eq(users.workspaceId, workspaceId), sql`${users.id} = any(${textList(ids)})`));

const textRows = (texts: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`;
const textList = (texts: readonly string[]) => sql`array${textRows(texts)}`;

/** Ids by id itself or by address, among the users of a workspace. */
export const listIdsOf = (db: Db, workspaceId: string, keys: readonly string[]) =>
  db
    .select({ id: users.id, email: users.email, policyId: users.policyId })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        or(sql`${users.id} in ${textRows(keys)}`, sql`${users.email} in ${textRows(keys)}`),
      ),
    );

/** Who is here in earnest: joined and not blocked. */
const isActive = and(isNull(users.blockedAt), isNotNull(users.passwordHash));

/** How many are under each policy by role: everybody, and who is active. */
export const countMembers = (db: Db, workspaceId: string) =>
  db
    .select({
      policyId: users.policyId,
      role: users.role,
      count: sql<number>`count(*)::int`,
      active: sql<number>`(count(*) filter (where ${isActive}))::int`,
    })
    .from(users)
    .where(eq(users.workspaceId, workspaceId))
    .groupBy(users.policyId, users.role);

/** The roles of those of these users who are active under a policy. */
export const listActiveAmong = (db: Db, workspaceId: string, policyId: string, ids: readonly string[]) =>
  db
    .select({ role: users.role })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        eq(users.policyId, policyId),
        inArray(users.id, [...ids]),
        isActive,
      ),
    );

/** The ids of everybody under a policy. */
export const listMemberIds = async (db: Db, workspaceId: string, policyId: string): Promise<string[]> =>
  (
    await db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.workspaceId, workspaceId), eq(users.policyId, policyId)))
  ).map(({ id }) => id);

/** Owners who are not blocked. */
export async function countOwners(db: Db, workspaceId: string): Promise<number> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), eq(users.role, "owner"), isNull(users.blockedAt)));
  return rows.length;
}

/** Owners other than `except` who can sign in: joined, with a confirmed address, not blocked; `holdsFactor`: with a factor that works. */
export async function countAbleOwners(
  db: Db,
  workspaceId: string,
  { except, holdsFactor }: { except: string; holdsFactor: boolean },
): Promise<number> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        eq(users.role, "owner"),
        ne(users.id, except),
        isNull(users.blockedAt),
        isNotNull(users.passwordHash),
        isNotNull(users.emailVerifiedAt),
        holdsFactor ? ne(users.factorKinds, "") : undefined,
      ),
    );
  return rows.length;
}

/** Deletes the user with every row that is theirs, and frees address and passkeys. */
export async function deleteUserRows(db: Db, workspaceId: string, userId: string): Promise<void> {
  const isOwned = (t: { workspaceId: AnyPgColumn; userId: AnyPgColumn }) =>
    and(eq(t.workspaceId, workspaceId), eq(t.userId, userId));
  await db.delete(addresses).where(isOwned(addresses));
  await db.delete(passkeyDirectory).where(isOwned(passkeyDirectory));
  await db.delete(users).where(isUser(workspaceId, userId));
}

/** Owners and administrators who have joined and are not blocked. */
export const listAdministrators = (db: Db, workspaceId: string) =>
  db
    .select({ id: users.id, email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        inArray(users.role, ["administrator", "owner"]),
        isNull(users.blockedAt),
        isNotNull(users.passwordHash),
      ),
    );

/** How many users there are, counting no further than `most`. */
export async function countUsers(db: Db, workspaceId: string, most: number): Promise<number> {
  const some = db.select({ id: users.id }).from(users).where(eq(users.workspaceId, workspaceId)).limit(most);
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some.as("some"));
  return row?.count ?? 0;
}

/** More are not named on a screen, nor mailed to for one request. */
const MOST_HOLDERS = 20;

/** Who holds a right, joined and not blocked: owners first, then by name. */
export const listRightHolders = (db: Db, workspaceId: string, right: string) =>
  db
    .select({ id: users.id, name: users.name, email: users.email, role: users.role, locale: users.locale })
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        isNull(users.blockedAt),
        isNotNull(users.passwordHash),
        or(
          eq(users.role, "owner"),
          and(eq(users.role, "administrator"), sql`${users.rights} @> array[${right}]::text[]`),
        ),
      ),
    )
    .orderBy(desc(eq(users.role, "owner")), users.name)
    .limit(MOST_HOLDERS);

/** Ids of people whose name or address holds these words, in any order; counted no further than `most`. */
export async function listIdsByWords(
  db: Db,
  workspaceId: string,
  words: string,
  most: number,
): Promise<string[]> {
  const rows = await db.execute<{
    id: string;
  }>(sql`select u.id from users u where u.workspace_id = ${workspaceId}
    and lower(u.name || E'\n' || u.email) like ${patternOf(words)} limit ${most}`);
  return rows.map(({ id }) => id);
}

/** What `like` compares with: the words as they are, anywhere. */
export const patternOf = (words: string): string => `%${words.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
