import "server-only";
import { and, asc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
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
    .where(isLiveSecretOf(workspaceId, clientId));
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
  /** Who was shown a secret that was good when the token was issued, or is good now. */
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
        and coalesce(least(s.revoked_at, s.expires_at), 'infinity') > to_timestamp(${token.issuedAtSeconds})) as held_by
    from found`);
  return row ?? null;
}

/** Applications that people sign in to; programs that act for themselves are kept elsewhere. */
const isOfPeople = (workspaceId: string) =>
  and(
    eq(applications.workspaceId, workspaceId),
    inArray(applications.kind, ["web", "native"]),
    isNull(applications.disabledAt),
  );

const isOne = (workspaceId: string, id: string) =>
  and(eq(applications.workspaceId, workspaceId), eq(applications.id, id));

const BY_NAME = sql`lower(${applications.name}) collate "C", ${applications.id}`;

export type ApplicationPlace = { name: string; id: string };

/** Applications that people sign in to, by name, from after a place on; an index has the order. */
export const listApplicationRows = (
  db: Db,
  workspaceId: string,
  after: ApplicationPlace | null,
  limit: number,
): Promise<ApplicationRow[]> =>
  db
    .select()
    .from(applications)
    .where(
      and(
        isOfPeople(workspaceId),
        after ? sql`(${BY_NAME}) > (lower(${after.name}) collate "C", ${after.id})` : undefined,
      ),
    )
    .orderBy(sql`${BY_NAME}`)
    .limit(limit);

export async function findApplication(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<ApplicationRow | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(isOfPeople(workspaceId), eq(applications.id, id)));
  return row ?? null;
}

export async function lockApplication(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<ApplicationRow | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(isOfPeople(workspaceId), eq(applications.id, id)))
    .for("update");
  return row ?? null;
}

export const updateApplication = (
  db: Db,
  workspaceId: string,
  id: string,
  set: Partial<Omit<ApplicationRow, "workspaceId" | "id">>,
): Promise<unknown> => db.update(applications).set(set).where(isOne(workspaceId, id));

/** Its rule, and the moment from which it binds anew where `bindsAnew`. */
export const updateRule = (
  db: Db,
  workspaceId: string,
  id: string,
  set: Pick<ApplicationRow, "rule" | "condition" | "allowsRemembered" | "ruleEffect">,
  bindsAnew: boolean,
): Promise<unknown> =>
  db
    .update(applications)
    .set({ ...set, ...(bindsAnew ? { ruleSince: sql`now()` } : {}) })
    .where(isOne(workspaceId, id));

/** Removes it with its secrets and consents; its id is nobody's from then on. */
export async function deleteApplication(db: Db, workspaceId: string, id: string): Promise<void> {
  await db.delete(applications).where(isOne(workspaceId, id));
  await db
    .delete(applicationDirectory)
    .where(and(eq(applicationDirectory.workspaceId, workspaceId), eq(applicationDirectory.clientId, id)));
}

export type SecretRow = typeof applicationSecrets.$inferSelect;

const isLiveSecretOf = (workspaceId: string, clientId: string) =>
  and(
    eq(applicationSecrets.workspaceId, workspaceId),
    eq(applicationSecrets.clientId, clientId),
    isNull(applicationSecrets.revokedAt),
    or(isNull(applicationSecrets.expiresAt), gt(applicationSecrets.expiresAt, sql`now()`)),
  );

/** The live secrets of an application, the oldest first. */
export const listLiveSecrets = (db: Db, workspaceId: string, clientId: string): Promise<SecretRow[]> =>
  db
    .select()
    .from(applicationSecrets)
    .where(isLiveSecretOf(workspaceId, clientId))
    .orderBy(asc(applicationSecrets.id));

/** Ends the live secrets of an application: in so many hours, or at once; `id`: that one alone. */
export const endLiveSecrets = (
  db: Db,
  { workspaceId, clientId, id }: { workspaceId: string; clientId: string; id?: string },
  hours: number,
): Promise<unknown> =>
  db
    .update(applicationSecrets)
    .set(
      hours > 0
        ? {
            expiresAt: sql`least(${applicationSecrets.expiresAt}, now() + make_interval(hours => ${hours}::int))`,
          }
        : { revokedAt: sql`now()` },
    )
    .where(
      and(
        isLiveSecretOf(workspaceId, clientId),
        id === undefined ? undefined : eq(applicationSecrets.id, id),
      ),
    );
