import "server-only";
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { applicationSecrets, applications } from "../../db/schema/applications";

export type ProgramRow = typeof applications.$inferSelect;
export type SecretRow = typeof applicationSecrets.$inferSelect;

/** Programs act for themselves alone; a revoked one is none any more. */
const isProgram = (workspaceId: string) =>
  and(
    eq(applications.workspaceId, workspaceId),
    eq(applications.kind, "machine"),
    isNull(applications.disabledAt),
  );

const isLive = (workspaceId: string) =>
  and(
    eq(applicationSecrets.workspaceId, workspaceId),
    isNull(applicationSecrets.revokedAt),
    or(isNull(applicationSecrets.expiresAt), gt(applicationSecrets.expiresAt, sql`now()`)),
  );

export const listProgramRows = (db: Db, workspaceId: string): Promise<ProgramRow[]> =>
  db
    .select()
    .from(applications)
    .where(isProgram(workspaceId))
    .orderBy(asc(applications.name), asc(applications.id));

export async function lockProgram(db: Db, workspaceId: string, id: string): Promise<ProgramRow | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(isProgram(workspaceId), eq(applications.id, id)))
    .for("update");
  return row ?? null;
}

export const listLiveSecrets = (db: Db, workspaceId: string): Promise<SecretRow[]> =>
  db.select().from(applicationSecrets).where(isLive(workspaceId)).orderBy(asc(applicationSecrets.id));

export const updateProgram = (
  db: Db,
  workspaceId: string,
  id: string,
  set: Partial<Pick<ProgramRow, "name" | "apiScopes" | "apiPolicies">>,
): Promise<unknown> =>
  db
    .update(applications)
    .set(set)
    .where(and(eq(applications.workspaceId, workspaceId), eq(applications.id, id)));

/** Ends every live secret of a program: in so many hours, or at once. */
export const endSecrets = (db: Db, workspaceId: string, clientId: string, hours: number): Promise<unknown> =>
  db
    .update(applicationSecrets)
    .set(
      hours > 0
        ? {
            expiresAt: sql`least(${applicationSecrets.expiresAt}, now() + make_interval(hours => ${hours}::int))`,
          }
        : { revokedAt: sql`now()` },
    )
    .where(and(isLive(workspaceId), eq(applicationSecrets.clientId, clientId)));

/** Voids every token that is out. */
export const voidTokens = (db: Db, workspaceId: string, id: string): Promise<unknown> =>
  db
    .update(applications)
    .set({ tokensValidFrom: sql`now() + interval '1 second'` })
    .where(and(eq(applications.workspaceId, workspaceId), eq(applications.id, id)));

/** Switches it off and voids every token it has. */
export const disableProgram = (db: Db, workspaceId: string, id: string): Promise<unknown> =>
  db
    .update(applications)
    .set({ disabledAt: sql`now()`, tokensValidFrom: sql`now()` })
    .where(and(eq(applications.workspaceId, workspaceId), eq(applications.id, id)));
