import "server-only";
import { and, asc, eq, getTableColumns, gt, gte, inArray, lte, max, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { auditBlocks } from "../../db/schema/audit";
import type { Block, SealedEvent } from "./hash";

/** Where sealing goes on, and up to where every event is settled: no transaction below `horizon` can still add one. */
export type Frontier = { position: number; horizon: number; now: Date };

/**
 * Locks the frontier, so that one process seals at a time; null: another does. Every transaction below the horizon has ended,
 * so whatever is read afterwards below it is all there will ever be, however late it was committed.
 */
export async function lockFrontier(db: Db): Promise<Frontier | null> {
  const [row] = await db.execute<{ position: string; horizon: string; now: Date }>(sql`
    select position, pg_snapshot_xmin(pg_current_snapshot())::text::bigint + lead as horizon, now() as now
    from audit_frontier for update skip locked`);
  return row
    ? { position: Number(row.position), horizon: Number(row.horizon), now: new Date(row.now) }
    : null;
}

/** Whether anything lies between the frontier and the horizon. */
export const sealsDue = sql`exists (select from audit_events
  where position >= (select position from audit_frontier)
    and position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (select lead from audit_frontier))`;

export async function findFrontier(db: Db): Promise<number> {
  const [row] = await db.execute<{ position: string }>(sql`select position from audit_frontier`);
  return Number(row?.position ?? 0);
}

export const setFrontier = (db: Db, position: number): Promise<unknown> =>
  db.execute(sql`update audit_frontier set position = ${position}`);

const COLUMNS = sql`workspace_id as "workspaceId", id, (extract(epoch from at) * 1000000)::bigint::text as at, position::float8,
  action, result, actor_kind as "actorKind", actor_id as "actorId", target_id as "targetId", ip, user_agent as "userAgent",
  request_id as "requestId", data::text as data`;

/** The table's own column: the name alone would mean the text or number it is handed out as, which no index has. */
const IN_ORDER = sql`order by audit_events.position, audit_events.id`;

/** Events among some positions in the order of the chain, `most` at once. */
export const listToSeal = async (db: Db, from: number, to: number, most: number): Promise<SealedEvent[]> => [
  ...(await db.execute<SealedEvent>(sql`select ${COLUMNS} from audit_events
    /* all workspaces */ where position >= ${from} and position < ${to} ${IN_ORDER} limit ${sql.raw(String(most))}`)),
];

export type Mark = { position: number; id: string };

/** The same of one workspace, after a mark. */
export const listSealed = async (
  db: Db,
  workspaceId: string,
  after: Mark,
  to: number,
  most: number,
): Promise<SealedEvent[]> => [
  ...(await db.execute<SealedEvent>(sql`select ${COLUMNS} from audit_events
    where audit_events.workspace_id = ${workspaceId} and position >= ${after.position} and position < ${to}
      and (position, id) > (${after.position}, ${after.id}) ${IN_ORDER} limit ${sql.raw(String(most))}`)),
];

/** The last block of each of these workspaces. */
export async function listHeads(db: Db, workspaceIds: string[]): Promise<Block[]> {
  const last = db
    .select({ workspaceId: auditBlocks.workspaceId, lastNumber: max(auditBlocks.number).as("last_number") })
    .from(auditBlocks)
    .where(inArray(auditBlocks.workspaceId, workspaceIds))
    .groupBy(auditBlocks.workspaceId)
    .as("last");
  const isLast = and(eq(auditBlocks.workspaceId, last.workspaceId), eq(auditBlocks.number, last.lastNumber));
  return db.select(getTableColumns(auditBlocks)).from(auditBlocks).innerJoin(last, isLast);
}

export const insertBlocks = (db: Db, blocks: Block[]): Promise<unknown> =>
  db.insert(auditBlocks).values(blocks);

/** Blocks from a number on. */
export const listBlocks = (db: Db, workspaceId: string, from: number, most: number): Promise<Block[]> =>
  db
    .select()
    .from(auditBlocks)
    .where(and(eq(auditBlocks.workspaceId, workspaceId), gte(auditBlocks.number, from)))
    .orderBy(asc(auditBlocks.number))
    .limit(most);

/** How many events lie from a position on, and the first of them; counted no further than `most`. */
export async function countFrom(
  db: Db,
  workspaceId: string,
  from: number,
  most: number,
): Promise<{ count: number; first: number | null }> {
  const [row] = await db.execute<{ count: number; first: string | null }>(sql`
    select count(*)::int as count, min(position) as first from (
      select position from audit_events where audit_events.workspace_id = ${workspaceId} and position >= ${from}
      order by position limit ${most}) counted`);
  return { count: row?.count ?? 0, first: row?.first == null ? null : Number(row.first) };
}

/** What the operator stated on dropping months: newest first. */
export const listRetentions = async (
  db: Db,
  workspaceId: string,
): Promise<{ data: Record<string, unknown> }[]> => [
  ...(await db.execute<{ data: Record<string, unknown> }>(sql`
    select data from audit_events where audit_events.workspace_id = ${workspaceId} and action = 'audit.retained'
    order by at desc, id desc limit 100`)),
];

/** One event as it is sealed; `at` may be rounded to the millisecond. */
export async function findSealedEvent(
  db: Db,
  workspaceId: string,
  at: Date,
  id: string,
): Promise<SealedEvent | null> {
  const around = sql`${at.toISOString()}::timestamptz`;
  const [row] = await db.execute<SealedEvent>(sql`select ${COLUMNS} from audit_events
    where audit_events.workspace_id = ${workspaceId} and id = ${id}
      and at between ${around} - interval '1 second' and ${around} + interval '1 second'`);
  return row ?? null;
}

export async function findBlockOf(
  db: Db,
  { workspaceId, position }: SealedEvent,
  month: string,
): Promise<Block | null> {
  const [block] = await db
    .select()
    .from(auditBlocks)
    .where(
      and(
        eq(auditBlocks.workspaceId, workspaceId),
        eq(auditBlocks.month, month),
        lte(auditBlocks.fromPosition, position),
        gt(auditBlocks.toPosition, position),
      ),
    );
  return block ?? null;
}
