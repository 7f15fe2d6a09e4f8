import "server-only";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { applicationDirectory, applicationSecrets, applications } from "../../db/schema/applications";

export type ApplicationRow = typeof applications.$inferSelect;
export type NewApplication = typeof applications.$inferInsert;

export async function insertApplication(db: Db, row: NewApplication): Promise<void> {
  await db.insert(applicationDirectory).values({ clientId: row.id, workspaceId: row.workspaceId });
  await db.insert(applications).values(row);
}

export const insertSecret = (db: Db, row: typeof applicationSecrets.$inferInsert): Promise<unknown> =>
  db.insert(applicationSecrets).values(row);

/** By its id alone, whatever workspace it belongs to; switched-off ones are not found. */
export async function findEnabledApplication(db: Db, clientId: string): Promise<ApplicationRow | null> {
  const [row] = await db
    .select({ application: applications })
    .from(applicationDirectory)
    .innerJoin(
      applications,
      and(
        eq(applications.workspaceId, applicationDirectory.workspaceId),
        eq(applications.id, applicationDirectory.clientId),
      ),
    )
    .where(and(eq(applicationDirectory.clientId, clientId), isNull(applications.disabledAt)));
  return row?.application ?? null;
}

/** Hashes of the secrets that are good now. */
export async function listLiveSecretHashes(db: Db, workspaceId: string, clientId: string): Promise<string[]> {
  const rows = await db
    .select({ hash: applicationSecrets.secretHash })
    .from(applicationSecrets)
    .where(
      and(
        eq(applicationSecrets.workspaceId, workspaceId),
        eq(applicationSecrets.clientId, clientId),
        isNull(applicationSecrets.revokedAt),
        or(isNull(applicationSecrets.expiresAt), gt(applicationSecrets.expiresAt, sql`now()`)),
      ),
    );
  return rows.map(({ hash }) => hash);
}

/** Every scope that some application may ask for. */
export async function listScopeNames(db: Db): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(
    sql`/* all workspaces */ select distinct unnest(scopes) as name from applications order by 1`,
  );
  return rows.map(({ name }) => name);
}

export type TokenHolder = {
  workspace_id: string;
  workspace_name: string;
  name: string;
  api_scopes: string[];
  api_policies: string[] | null;
  /** Who was shown a secret that is good now. */
  held_by: string[];
};

/**
 * The application behind a token that was issued at `issuedAtSeconds`, if the token still counts; notes, at most once a
 * minute, that it is in use.
 */
export async function findTokenHolder(
  db: Db,
  token: { clientId: string; idHash: string; issuedAtSeconds: number },
): Promise<TokenHolder | null> {
  const [row] = await db.execute<TokenHolder>(sql`
    with found as (
      select a.workspace_id, w.name as workspace_name, a.id, a.name, a.api_scopes, a.api_policies, a.last_used_at
      from application_directory d
      join applications a on a.workspace_id = d.workspace_id and a.id = d.client_id
      join workspaces w on w.workspace_id = a.workspace_id
      where d.client_id = ${token.clientId} and a.disabled_at is null
        and date_trunc('second', a.tokens_valid_from) <= to_timestamp(${token.issuedAtSeconds})
        and not exists (select 1 from artifacts r where r.kind = 'RevokedToken' and r.id = ${token.idHash})
    ), touched as (
      update applications u set last_used_at = now() from found f
      where u.workspace_id = f.workspace_id and u.id = f.id
        and (f.last_used_at is null or f.last_used_at < now() - interval '1 minute')
    )
    select workspace_id, workspace_name, name, api_scopes, api_policies, array(
      select distinct s.created_by from application_secrets s
      where s.workspace_id = found.workspace_id and s.client_id = found.id and s.created_by is not null
        and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())) as held_by
    from found`);
  return row ?? null;
}
