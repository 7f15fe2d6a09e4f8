import "server-only";
import { eq, inArray } from "drizzle-orm";
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

export const listIds = async (db: Db): Promise<string[]> =>
  (await db.select({ id: workspaces.workspaceId }).from(workspaces).orderBy(workspaces.workspaceId)).map(
    ({ id }) => id,
  );

export const listDemoIds = async (db: Db): Promise<string[]> =>
  (await db.select({ id: workspaces.workspaceId }).from(workspaces).where(eq(workspaces.isDemo, true))).map(
    ({ id }) => id,
  );

export const deleteWorkspaces = (db: Db, ids: string[]): Promise<unknown> =>
  db.delete(workspaces).where(inArray(workspaces.workspaceId, ids));

export async function lockWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow | null> {
  const [row] = await db
    .select()
    .from(workspaces)
    .where(eq(workspaces.workspaceId, workspaceId))
    .for("update");
  return row ?? null;
}

export const setWorkspace = (
  db: Db,
  workspaceId: string,
  set: Partial<Omit<WorkspaceRow, "workspaceId">>,
): Promise<unknown> => db.update(workspaces).set(set).where(eq(workspaces.workspaceId, workspaceId));
