import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { applications, consents } from "../../db/schema/applications";

export type ConsentRow = typeof consents.$inferSelect;
export type ConsentKey = { workspaceId: string; userId: string; clientId: string };

const isOne = ({ workspaceId, userId, clientId }: ConsentKey) =>
  and(eq(consents.workspaceId, workspaceId), eq(consents.userId, userId), eq(consents.clientId, clientId));

export async function findConsent(db: Db, key: ConsentKey): Promise<ConsentRow | null> {
  const [row] = await db.select().from(consents).where(isOne(key));
  return row ?? null;
}

export type Given = Pick<ConsentRow, "scopes" | "claims" | "resources">;

/** Keeps what was given; what was given before stays given. */
export const upsertConsent = (db: Db, key: ConsentKey, given: Given): Promise<unknown> =>
  db
    .insert(consents)
    .values({ ...key, ...given })
    .onConflictDoUpdate({
      target: [consents.workspaceId, consents.userId, consents.clientId],
      set: { ...given, lastUsedAt: sql`now()` },
    });

export const touchConsent = (db: Db, key: ConsentKey): Promise<unknown> =>
  db.update(consents).set({ lastUsedAt: sql`now()` }).where(isOne(key));

export async function deleteConsent(db: Db, key: ConsentKey): Promise<boolean> {
  const rows = await db.delete(consents).where(isOne(key)).returning({ clientId: consents.clientId });
  return rows.length === 1;
}

export async function setConsentOptIn(db: Db, key: ConsentKey, isOn: boolean): Promise<boolean> {
  const rows = await db
    .update(consents)
    .set({ optedInAt: isOn ? sql`now()` : null })
    .where(isOne(key))
    .returning({ clientId: consents.clientId });
  return rows.length === 1;
}

/** The applications that a user let in, the last used first. */
export const listConsents = (db: Db, workspaceId: string, userId: string) =>
  db
    .select({ consent: consents, application: applications })
    .from(consents)
    .innerJoin(
      applications,
      and(eq(applications.workspaceId, consents.workspaceId), eq(applications.id, consents.clientId)),
    )
    .where(and(eq(consents.workspaceId, workspaceId), eq(consents.userId, userId)))
    .orderBy(desc(consents.lastUsedAt))
    .limit(200);
