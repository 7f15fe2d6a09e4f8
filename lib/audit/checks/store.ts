import "server-only";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { auditChecks } from "../../db/schema/audit";
import type { Progress } from "../chain/verify";

export type CheckRow = typeof auditChecks.$inferSelect;

export type NewCheck = Pick<CheckRow, "workspaceId" | "id" | "requestedBy" | "blocks">;

export async function findNewestCheck(db: Db, workspaceId: string): Promise<CheckRow | null> {
  const [row] = await db
    .select()
    .from(auditChecks)
    .where(eq(auditChecks.workspaceId, workspaceId))
    .orderBy(desc(auditChecks.createdAt), desc(auditChecks.id))
    .limit(1);
  return row ?? null;
}

export const checksDue = sql`exists (select from audit_checks where finished_at is null)`;

/** The longest open check of any workspace, for one process at a time. */
export async function lockOpenCheck(db: Db): Promise<CheckRow | null> {
  const [row] = await db
    .select()
    .from(auditChecks)
    .where(and(isNull(auditChecks.finishedAt), sql`true /* all workspaces */`))
    .orderBy(asc(auditChecks.createdAt))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** How far a check is; one that is not there yet is begun. */
export async function setCheck(
  db: Db,
  { workspaceId, id, requestedBy, blocks }: NewCheck,
  { nextBlock, events, findings, isFinished }: Progress,
): Promise<void> {
  const set = { nextBlock, events, findings, ...(isFinished ? { finishedAt: sql`now()` } : {}) };
  await db
    .insert(auditChecks)
    .values({ workspaceId, id, requestedBy, blocks, ...set })
    .onConflictDoUpdate({ target: [auditChecks.workspaceId, auditChecks.id], set });
}
