import "server-only";
import { eq } from "drizzle-orm";
import type { Db } from "../db/client";
import { workspaces } from "../db/schema/workspaces";

export type WorkspaceRow = typeof workspaces.$inferSelect;

export const insertWorkspace = (db: Db, row: typeof workspaces.$inferInsert): Promise<unknown> =>
  db.insert(workspaces).values(row);

export async function findWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow | null> {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.workspaceId, workspaceId));
  return row ?? null;
}

export const hasDemoWorkspace = async (db: Db): Promise<boolean> =>
  (
    await db
      .select({ id: workspaces.workspaceId })
      .from(workspaces)
      .where(eq(workspaces.isDemo, true))
      .limit(1)
  ).length > 0;
