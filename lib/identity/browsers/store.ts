import "server-only";
import { and, desc, eq, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { browsers, sessions } from "../../db/schema/sessions";

export type Owner = { workspaceId: string; userId: string };
export type BrowserRow = typeof browsers.$inferSelect;

const ofOwner = ({ workspaceId, userId }: Owner) =>
  and(eq(browsers.workspaceId, workspaceId), eq(browsers.userId, userId));

const one = (owner: Owner, id: string) => and(ofOwner(owner), eq(browsers.id, id));

const sessionsOf = ({ workspaceId, userId }: Owner) =>
  and(eq(sessions.workspaceId, workspaceId), eq(sessions.userId, userId), isNull(sessions.endedAt));

/** Still remembered, by the database's clock; its policy's number of days is the decision's question. */
const isUsedLately = (unusedDays: number) =>
  sql<boolean>`${browsers.lastUsedAt} > now() - make_interval(days => ${unusedDays}::int)`;

export const insertBrowser = (db: Db, row: typeof browsers.$inferInsert): Promise<unknown> =>
  db.insert(browsers).values(row);

/** The user's browser with one of these secrets, locked; the one used last, where there are several. */
export async function lockBrowserByTokens(
  db: Db,
  owner: Owner,
  tokenHashes: string[],
  unusedDays: number,
): Promise<{ row: BrowserRow; isUsedLately: boolean } | null> {
  if (tokenHashes.length === 0) return null;
  const [found] = await db
    .select({ row: browsers, isUsedLately: isUsedLately(unusedDays) })
    .from(browsers)
    .where(and(ofOwner(owner), inArray(browsers.tokenHash, tokenHashes)))
    .orderBy(desc(browsers.lastUsedAt))
    .limit(1)
    .for("update");
  return found ?? null;
}

/** The browser that lies beside a live session, locked. */
export async function lockBrowserOfSession(
  db: Db,
  session: Owner & { sessionId: string },
): Promise<BrowserRow | null> {
  const [found] = await db
    .select({ row: browsers })
    .from(browsers)
    .innerJoin(
      sessions,
      and(sessionsOf(session), eq(sessions.id, session.sessionId), eq(sessions.browserId, browsers.id)),
    )
    .where(ofOwner(session))
    .for("update", { of: browsers });
  return found?.row ?? null;
}

export const touchBrowser = (
  db: Db,
  owner: Owner,
  id: string,
  seen: Pick<BrowserRow, "ip" | "userAgent">,
): Promise<unknown> =>
  db
    .update(browsers)
    .set({ ...seen, lastUsedAt: sql`now()` })
    .where(one(owner, id));

/** Remembered from now on, under a new secret. */
export const markRemembered = (db: Db, owner: Owner, id: string, tokenHash: string): Promise<unknown> =>
  db
    .update(browsers)
    .set({ tokenHash, rememberedAt: sql`now()`, lastUsedAt: sql`now()` })
    .where(one(owner, id));

export const hasBrowser = async (db: Db, owner: Owner): Promise<boolean> =>
  (await db.select({ id: browsers.id }).from(browsers).where(ofOwner(owner)).limit(1)).length > 0;

/** The remembered ones that still may count, by last use. */
export const listRemembered = (
  db: Db,
  owner: Owner,
  { days, unusedDays }: { days: number; unusedDays: number },
): Promise<BrowserRow[]> =>
  db
    .select()
    .from(browsers)
    .where(
      and(
        ofOwner(owner),
        sql`${browsers.rememberedAt} > now() - make_interval(days => ${days}::int)`,
        isUsedLately(unusedDays),
      ),
    )
    .orderBy(desc(browsers.lastUsedAt));

/** No longer remembered: the one, or all; sessions that rest on it are asked at their next request. */
export async function forgetRemembered(db: Db, owner: Owner, id: string | null): Promise<number> {
  const forgotten = await db
    .update(browsers)
    .set({ rememberedAt: null })
    .where(and(ofOwner(owner), isNotNull(browsers.rememberedAt), id ? eq(browsers.id, id) : undefined))
    .returning({ id: browsers.id });
  await db
    .update(sessions)
    .set({ rememberedAt: null })
    .where(
      and(sessionsOf(owner), isNotNull(sessions.rememberedAt), id ? eq(sessions.browserId, id) : undefined),
    );
  return forgotten.length;
}

export const deleteUnusedBrowsers = (db: Db, owner: Owner, days: number): Promise<unknown> =>
  db
    .delete(browsers)
    .where(and(ofOwner(owner), lt(browsers.lastUsedAt, sql`now() - make_interval(days => ${days}::int)`)));

/** Lays a known browser beside a session that has none yet; false where another request was first. */
export async function setSessionBrowser(
  db: Db,
  session: Owner & { sessionId: string },
  browser: Pick<BrowserRow, "id" | "rememberedAt">,
): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ browserId: browser.id, rememberedAt: browser.rememberedAt })
    .where(and(sessionsOf(session), eq(sessions.id, session.sessionId), isNull(sessions.browserId)))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** Whether the browser of a session was first seen in it. */
export async function isMetInSession(
  db: Db,
  { workspaceId, userId }: Owner,
  sessionId: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: browsers.id })
    .from(sessions)
    .innerJoin(
      browsers,
      and(
        eq(browsers.workspaceId, sessions.workspaceId),
        eq(browsers.userId, sessions.userId),
        eq(browsers.id, sessions.browserId),
      ),
    )
    .where(
      and(
        eq(sessions.workspaceId, workspaceId),
        eq(sessions.userId, userId),
        eq(sessions.id, sessionId),
        lt(browsers.createdAt, sessions.createdAt),
      ),
    );
  return rows.length === 0;
}

/** Of sessions that are still kept: when each began, and whether its browser was first seen in it. */
export const listBeginnings = (
  db: Db,
  workspaceId: string,
  sessionIds: string[],
): Promise<{ id: string; beganAt: Date; isNewBrowser: boolean }[]> =>
  db
    .select({
      id: sessions.id,
      beganAt: sessions.createdAt,
      isNewBrowser: sql<boolean>`coalesce(${browsers.createdAt} >= ${sessions.createdAt}, true)`,
    })
    .from(sessions)
    .leftJoin(
      browsers,
      and(
        eq(browsers.workspaceId, sessions.workspaceId),
        eq(browsers.userId, sessions.userId),
        eq(browsers.id, sessions.browserId),
      ),
    )
    .where(and(eq(sessions.workspaceId, workspaceId), inArray(sessions.id, sessionIds)));
