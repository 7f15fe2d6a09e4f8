import "server-only";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { exemptions } from "../../db/schema/users";
import { inTransaction } from "../../db/transaction";

export type ExemptionRow = typeof exemptions.$inferSelect;
type Owner = { workspaceId: string; userId: string };

export const insertExemption = (db: Db, row: typeof exemptions.$inferInsert): Promise<unknown> =>
  db.insert(exemptions).values(row);

const stands = ({ workspaceId, userId }: Owner) =>
  and(
    eq(exemptions.workspaceId, workspaceId),
    eq(exemptions.userId, userId),
    isNull(exemptions.revokedAt),
    gt(exemptions.endsAt, sql`now()`),
  );

/** The user's exemption that has not ended, the one that ends last. */
export async function findStanding(db: Db, owner: Owner): Promise<ExemptionRow | null> {
  const rows = await db.select().from(exemptions).where(stands(owner)).orderBy(asc(exemptions.endsAt));
  return rows.at(-1) ?? null;
}

/** Ends whatever exempts the user now, and says how many did. */
export async function revokeStanding(db: Db, owner: Owner, revokedBy: string): Promise<number> {
  const rows = await db
    .update(exemptions)
    .set({ revokedAt: sql`now()`, revokedBy })
    .where(stands(owner))
    .returning({ id: exemptions.id });
  return rows.length;
}

/** Takes one exemption, of any workspace, that ends within so many days and has not been spoken of; nobody else gets it. */
export async function takeEnding(db: Db, withinDays: number): Promise<ExemptionRow | null> {
  return inTransaction(db, async (tx) => {
    const [row] = await tx
      .select()
      .from(exemptions)
      .where(
        and(
          isNull(exemptions.warnedAt),
          isNull(exemptions.revokedAt),
          gt(exemptions.endsAt, sql`now()`),
          sql`${exemptions.endsAt} < now() + make_interval(days => ${withinDays}::int)`,
          sql`/* all workspaces */ true`,
        ),
      )
      .orderBy(asc(exemptions.endsAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!row) return null;
    const { workspaceId, userId, id } = row;
    await tx
      .update(exemptions)
      .set({ warnedAt: sql`now()` })
      .where(
        and(eq(exemptions.workspaceId, workspaceId), eq(exemptions.userId, userId), eq(exemptions.id, id)),
      );
    return row;
  });
}
