import "server-only";
import { and, asc, eq, getTableColumns, gte, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { rings, rollouts } from "../../db/schema/rings";
import { spotOf } from "../../db/spot";

export type RolloutRow = typeof rollouts.$inferSelect;
export type RingRow = typeof rings.$inferSelect;

export const insertRollout = (db: Db, row: typeof rollouts.$inferInsert): Promise<unknown> =>
  db.insert(rollouts).values(row);

export const insertRings = (db: Db, rows: (typeof rings.$inferInsert)[]): Promise<unknown> =>
  db.insert(rings).values(rows);

/** With the moment of looking, by the database's clock. */
export async function findRollout(db: Db, workspaceId: string): Promise<(RolloutRow & { now: Date }) | null> {
  const [row] = await db
    .select({ ...getTableColumns(rollouts), now: sql`now()`.mapWith(rollouts.since) })
    .from(rollouts)
    .where(eq(rollouts.workspaceId, workspaceId));
  return row ?? null;
}

export const listRings = (db: Db, workspaceId: string): Promise<RingRow[]> =>
  db.select().from(rings).where(eq(rings.workspaceId, workspaceId)).orderBy(asc(rings.number));

/** Takes away the rings from this number on that have not started. */
export const deleteOpenRings = (db: Db, workspaceId: string, from: number): Promise<unknown> =>
  db
    .delete(rings)
    .where(and(eq(rings.workspaceId, workspaceId), gte(rings.number, from), isNull(rings.startedAt)));

/** Starts a ring that had not; false where it had. */
export async function markStarted(
  db: Db,
  { workspaceId, number }: Pick<RingRow, "workspaceId" | "number">,
  people: number,
): Promise<boolean> {
  const started = await db
    .update(rings)
    .set({ startedAt: sql`now()`, people })
    .where(and(eq(rings.workspaceId, workspaceId), eq(rings.number, number), isNull(rings.startedAt)))
    .returning({ number: rings.number });
  return started.length === 1;
}

export const updateRollout = (
  db: Db,
  workspaceId: string,
  set: Partial<Omit<RolloutRow, "workspaceId" | "countedFrom">>,
): Promise<unknown> => db.update(rollouts).set(set).where(eq(rollouts.workspaceId, workspaceId));

/** From now on failures and calls for help count anew. */
export const countAnew = (db: Db, workspaceId: string): Promise<unknown> =>
  db.update(rollouts).set({ countedFrom: sql`now()` }).where(eq(rollouts.workspaceId, workspaceId));

/** Takes the rings and what holds them together away, and says whether there were any. */
export async function deleteRollout(db: Db, workspaceId: string): Promise<boolean> {
  const gone = await db
    .delete(rollouts)
    .where(eq(rollouts.workspaceId, workspaceId))
    .returning({ workspaceId: rollouts.workspaceId });
  return gone.length === 1;
}

const isLookDue = sql`r.next_look_at <= now() and exists (
        select 1 from rings g where g.workspace_id = r.workspace_id and g.started_at is null)`;
export const looksDue = sql`exists (select from rollouts r where ${isLookDue})`;

/** Claims the workspace, of all, whose rings are to be looked at: those that have one to start. Null: none is. */
export async function claimLook(db: Db, againSeconds: number): Promise<string | null> {
  const [row] = await db.execute<{ workspace_id: string }>(sql`/* all workspaces */
    update rollouts set next_look_at = now() + make_interval(secs => ${againSeconds}::int)
    where workspace_id = (
      select r.workspace_id from rollouts r
      where ${isLookDue}
      order by r.next_look_at limit 1 for update skip locked)
    returning workspace_id`);
  return row?.workspace_id ?? null;
}

const SPOT = spotOf(sql`u.workspace_id`, sql`u.id`);
type Extent = Pick<RingRow, "percent" | "policyId">;

const isIn = ({ percent, policyId }: Extent): SQL =>
  percent === null ? sql`u.policy_id = ${policyId}` : percent === 100 ? sql`true` : sql`${SPOT} < ${percent}`;
const isInAny = (some: readonly Extent[]): SQL =>
  some.length === 0 ? sql`false` : sql`(${sql.join(some.map(isIn), sql` or `)})`;

/** A statement over the whole of a very large workspace is given more time than a page's. */
const WHOLE = sql.raw("select set_config('statement_timeout', '60s', true)");

/** How many people, blocked ones left out, a ring brings in beside those whom the ones before it have. Within a transaction. */
export async function countNewIn(
  db: Db,
  workspaceId: string,
  ring: Extent,
  before: readonly Extent[],
): Promise<number> {
  await db.execute(WHOLE);
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from users u
    where u.workspace_id = ${workspaceId} and u.blocked_at is null and ${isIn(ring)} and not ${isInAny(before)}`);
  return row?.count ?? 0;
}

/** How many of the given users are in one of these rings; `isStuck`: only those who hold no factor now. */
export async function countAmong(
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
  { started, isStuck }: { started: readonly Extent[]; isStuck: boolean },
): Promise<number> {
  if (userIds.length === 0) return 0;
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from users u
    where u.workspace_id = ${workspaceId} and ${isInAny(started)} and ${isStuck ? sql`u.factor_kinds = ''` : sql`true`}
      and u.id in (select jsonb_array_elements_text(${JSON.stringify(userIds)}::text::jsonb))`);
  return row?.count ?? 0;
}

/** Whether a ring of the workspace is this policy's, started or not. */
export async function hasRingOf(db: Db, workspaceId: string, policyId: string): Promise<boolean> {
  const [row] = await db
    .select({ number: rings.number })
    .from(rings)
    .where(and(eq(rings.workspaceId, workspaceId), eq(rings.policyId, policyId)));
  return row !== undefined;
}
