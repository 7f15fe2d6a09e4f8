import "server-only";
import { and, desc, eq, gt, or, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { signingKeys } from "../../db/schema/applications";

export type SigningKeyRow = typeof signingKeys.$inferSelect;

/** False where another process made the current key first. */
export async function insertCurrentKey(
  db: Db,
  row: Pick<SigningKeyRow, "kid" | "publicJwk" | "privateJwk">,
): Promise<boolean> {
  const rows = await db
    .insert(signingKeys)
    .values({ ...row, state: "current" })
    .onConflictDoNothing()
    .returning({ kid: signingKeys.kid });
  return rows.length === 1;
}

export const supersedeCurrentKey = (db: Db): Promise<unknown> =>
  db
    .update(signingKeys)
    .set({ state: "past", supersededAt: sql`now()` })
    .where(eq(signingKeys.state, "current"));

/** The current key first, then past ones that were superseded less than so many seconds ago. */
export const listPublishedKeys = (db: Db, overlapSeconds: number): Promise<SigningKeyRow[]> =>
  db
    .select()
    .from(signingKeys)
    .where(
      or(
        eq(signingKeys.state, "current"),
        gt(signingKeys.supersededAt, sql`now() - make_interval(secs => ${overlapSeconds}::int)`),
      ),
    )
    .orderBy(sql`${signingKeys.state} = 'current' desc`, desc(signingKeys.createdAt));

export const listAllKeys = (db: Db): Promise<SigningKeyRow[]> => db.select().from(signingKeys);

export const replacePrivateKey = (db: Db, row: SigningKeyRow, privateJwk: string): Promise<unknown> =>
  db
    .update(signingKeys)
    .set({ privateJwk })
    .where(and(eq(signingKeys.kid, row.kid), eq(signingKeys.privateJwk, row.privateJwk)));
