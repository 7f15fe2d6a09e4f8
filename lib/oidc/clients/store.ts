import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Db } from "../../db/client";
import { applications } from "../../db/schema/applications";

export type ClientRow = typeof applications.$inferSelect;

const isClient = (workspaceId: string) =>
  and(eq(applications.workspaceId, workspaceId), isNull(applications.disabledAt));

export const listClientRows = (db: Db, workspaceId: string): Promise<ClientRow[]> =>
  db
    .select()
    .from(applications)
    .where(isClient(workspaceId))
    .orderBy(asc(applications.name), asc(applications.id));

export async function findClientRow(db: Db, workspaceId: string, id: string): Promise<ClientRow | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(isClient(workspaceId), eq(applications.id, id)));
  return row ?? null;
}
