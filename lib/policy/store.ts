import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { policies } from "../db/schema/policies";
import { spotOf } from "../db/spot";
import type { FactorKind } from "./core/types";

export type PolicyRow = typeof policies.$inferSelect;
export type PolicyChange = Partial<Omit<PolicyRow, "workspaceId" | "id" | "isDefault" | "createdAt">>;

export const insertPolicy = (db: Db, row: typeof policies.$inferInsert): Promise<unknown> =>
  db.insert(policies).values(row);

const one = (workspaceId: string, policyId: string) =>
  and(eq(policies.workspaceId, workspaceId), eq(policies.id, policyId));

export async function findPolicy(db: Db, workspaceId: string, policyId: string): Promise<PolicyRow | null> {
  const [row] = await db.select().from(policies).where(one(workspaceId, policyId));
  return row ?? null;
}

/** The policy, kept from being changed or removed until the transaction ends; null: there is none. */
export async function lockPolicy(db: Db, workspaceId: string, policyId: string): Promise<PolicyRow | null> {
  const [row] = await db.select().from(policies).where(one(workspaceId, policyId)).for("no key update");
  return row ?? null;
}

/** Every policy, `Default` first, then by name. */
export const listAll = (db: Db, workspaceId: string): Promise<PolicyRow[]> =>
  db
    .select()
    .from(policies)
    .where(eq(policies.workspaceId, workspaceId))
    .orderBy(sql`${policies.isDefault} desc`, asc(policies.name), asc(policies.id));

/** What a policy says about passwords, and whether it has begun by the database's clock. */
export async function findPasswordTerms(db: Db, workspaceId: string, policyId: string) {
  const [row] = await db
    .select({
      mode: policies.mode,
      minPasswordLength: policies.minPasswordLength,
      hasStarted: sql<boolean>`coalesce(${policies.startsAt} <= now(), true)`,
    })
    .from(policies)
    .where(one(workspaceId, policyId));
  return row ?? null;
}

export const updatePolicy = (
  db: Db,
  workspaceId: string,
  policyId: string,
  set: PolicyChange,
): Promise<unknown> => db.update(policies).set(set).where(one(workspaceId, policyId));

export const deletePolicy = (db: Db, workspaceId: string, policyId: string): Promise<unknown> =>
  db.delete(policies).where(one(workspaceId, policyId));

export async function findDefaultPolicyId(db: Db, workspaceId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: policies.id })
    .from(policies)
    .where(and(eq(policies.workspaceId, workspaceId), eq(policies.isDefault, true)));
  return row?.id ?? null;
}

export const listPolicyNames = (db: Db, workspaceId: string) =>
  db
    .select({ id: policies.id, name: policies.name })
    .from(policies)
    .where(eq(policies.workspaceId, workspaceId))
    .orderBy(asc(policies.name));

export const listPolicyTerms = (db: Db, workspaceId: string) =>
  db
    .select({
      name: policies.name,
      mode: policies.mode,
      methods: policies.methods,
      phishingResistant: policies.phishingResistant,
    })
    .from(policies)
    .where(eq(policies.workspaceId, workspaceId))
    .orderBy(asc(policies.name));

const kindList = (kinds: readonly FactorKind[]) => sql`${`{${kinds.join(",")}}`}::text[]`;

/** A confirmed factor of `u` that policy `p` accepts where the workspace has `kinds` on. */
const holdsAccepted = (kinds: readonly FactorKind[]) => sql`exists (
  select 1 from credentials c
  where c.workspace_id = u.workspace_id and c.user_id = u.id and c.suspect_at is null and c.kind = any(${kindList(kinds)})
    and (p.mode = 'try_out' or (c.kind = any(p.methods) and (c.kind = 'passkey' or not p.phishing_resistant))))`;

/**
 * Who holds an accepted factor before a change of the methods and none after it: those who must have one, an application's
 * flag included (no exemption suspends that), and the others. Give the kinds that are on and run here.
 */
export async function countLosingFactor(
  db: Db,
  workspaceId: string,
  before: readonly FactorKind[],
  after: readonly FactorKind[],
): Promise<{ required: number; others: number }> {
  const [row] = await db.execute<{ required: number; others: number }>(sql`
    select count(*) filter (where is_required)::int as required,
      count(*) filter (where not is_required)::int as others
    from (
      select u.app_flag_since is not null or (
        (u.required_since is not null or w.enforced_since is not null
          or exists (select 1 from rings g where g.workspace_id = u.workspace_id and g.started_at is not null
            and (g.policy_id = u.policy_id or ${spotOf(sql`u.workspace_id`, sql`u.id`)} < g.percent))
          or (p.mode = 'required' and (p.starts_at is null or p.starts_at <= now())))
        and not exists (select 1 from exemptions e where e.workspace_id = u.workspace_id and e.user_id = u.id
          and e.starts_at <= now() and least(e.ends_at, e.revoked_at) > now())) as is_required
      from users u
      join workspaces w on w.workspace_id = u.workspace_id
      join policies p on p.workspace_id = u.workspace_id and p.id = u.policy_id
      where u.workspace_id = ${workspaceId} and u.blocked_at is null
        and ${holdsAccepted(before)} and not ${holdsAccepted(after)}
    ) losing`);
  return row ?? { required: 0, others: 0 };
}

/** An exemption as a fact of the past: whose, why, by whom, from when until when. Times are ISO strings. */
export type ExemptionFact = {
  id: string;
  userId: string;
  reason: string;
  setBy: string | null;
  startsAt: string;
  endsAt: string;
};

/** Exemptions that were in force at a moment, by id. */
export async function listExemptionsAt(db: Db, workspaceId: string, at: Date): Promise<ExemptionFact[]> {
  const rows = await db.execute<ExemptionFact>(sql`
    select id, user_id as "userId", reason, set_by as "setBy", to_json(starts_at) #>> '{}' as "startsAt",
      to_json(ends_at) #>> '{}' as "endsAt"
    from exemptions e where e.workspace_id = ${workspaceId} and e.starts_at <= ${at.toISOString()}::timestamptz
      and least(e.ends_at, e.revoked_at) > ${at.toISOString()}::timestamptz
    order by id`);
  return [...rows];
}
