import "server-only";
import { and, asc, eq } from "drizzle-orm";
import type { Db } from "../db/client";
import { policies } from "../db/schema/policies";

export const insertPolicy = (db: Db, row: typeof policies.$inferInsert): Promise<unknown> =>
  db.insert(policies).values(row);

export async function findDefaultPolicyId(db: Db, workspaceId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: policies.id })
    .from(policies)
    .where(and(eq(policies.workspaceId, workspaceId), eq(policies.isDefault, true)));
  return row?.id ?? null;
}

export const listPolicyNames = (db: Db, workspaceId: string) =>
  db
    .select({ id: policies.id, name: policies.name, minPasswordLength: policies.minPasswordLength })
    .from(policies)
    .where(eq(policies.workspaceId, workspaceId))
    .orderBy(asc(policies.name));
