import "server-only";
import { sql } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { auditEvents } from "../db/schema/audit";
import type { ActorKind } from "./core/events";

export type AuditRow = Omit<typeof auditEvents.$inferInsert, "id" | "at" | "position" | "actorKind"> & {
  id?: string;
  actorKind: ActorKind;
};

/**
 * Any number at once, by one statement. It names its columns one by one: when and at which position an event is written is the
 * database's to say, and no right of the application reaches there.
 */
export function insertEvents(db: Db, rows: readonly AuditRow[]): Promise<unknown> {
  const list = rows.map((row) => ({ id: newId("event"), result: "ok", data: {}, ...row }));
  return db.execute(sql`
    insert into audit_events (workspace_id, id, action, result, actor_kind, actor_id, target_id, ip, user_agent, request_id, data)
    select "workspaceId", id, action, result, "actorKind", "actorId", "targetId", ip, "userAgent", "requestId", data
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as event("workspaceId" text, id text, action text, result text,
      "actorKind" text, "actorId" text, "targetId" text, ip text, "userAgent" text, "requestId" text, data jsonb)`);
}

export type Trials = { targetId: string; would: string; signIns: number; people: number };

/** What each target's try-outs would have done since a moment of its own: sign-ins, and how many people's. */
export const countTrials = (
  db: Db,
  workspaceId: string,
  since: readonly { targetId: string; since: Date }[],
): Promise<Trials[]> =>
  db.execute<Trials>(sql`
    select a.target_id as "targetId", a.data ->> 'would' as would, count(*)::int as "signIns",
      count(distinct a.actor_id)::int as people
    from audit_events a
    join jsonb_to_recordset(${JSON.stringify(since)}::jsonb) as t("targetId" text, since timestamptz)
      on t."targetId" = a.target_id and a.at >= t.since
    where a.workspace_id = ${workspaceId} and a.action = 'policy.tried_out'
    group by 1, 2`);

/** Who failed to set a factor up since a moment, each once, the first `most`. */
export async function listFailedSetUps(
  db: Db,
  workspaceId: string,
  since: Date,
  most: number,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select distinct a.actor_id as id from audit_events a
    where a.workspace_id = ${workspaceId} and a.action = 'proof.refused' and a.at >= ${since.toISOString()}::timestamptz
      and a.data ->> 'purpose' = 'enrollment' and a.actor_id is not null
    limit ${most}`);
  return rows.map(({ id }) => id);
}

/** Partitions of the months to come; what exists is left alone. */
export const makeMonthsAhead = (db: Db): Promise<unknown> =>
  db.execute(sql`select audit.make_months_ahead()`);

const partitionOf = (month: string) => sql.raw(`audit.events_${month.slice(0, 7).replace("-", "_")}`);

/** The first days of the months that have a partition, oldest first. */
export async function listMonths(db: Db): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass order by c.relname`);
  return rows.map(({ name }) => `${name.slice(-7).replace("_", "-")}-01`);
}

export async function hasUnsealed(db: Db, month: string): Promise<boolean> {
  const rows = await db.execute(sql`/* all workspaces */
    select 1 from ${partitionOf(month)} e, audit_frontier f where e.position >= f.position limit 1`);
  return rows.length > 0;
}

export const dropMonth = (db: Db, month: string): Promise<unknown> =>
  db.execute(sql`drop table ${partitionOf(month)}`);

/** Workspaces that have a chain. */
export const listChained = async (db: Db): Promise<string[]> =>
  (
    await db.execute<{ id: string }>(
      sql`/* all workspaces */ select workspace_id as id from audit_blocks where number = 1`,
    )
  ).map(({ id }) => id);

/** Keeps others from recording the same day's figures until the transaction ends; answers the database's time. */
export async function lockFigures(db: Db, workspaceId: string): Promise<Date> {
  const [row] = await db.execute<{ now: string }>(sql`
    select to_json(now()) #>> '{}' as now, pg_advisory_xact_lock(hashtextextended(${`figures ${workspaceId}`}, 0))`);
  return new Date(row?.now ?? "");
}

export type FiguresRow = { id: string; at: Date; data: Record<string, unknown> };

/** The last figures that were recorded on a day (UTC); null: none were. */
export async function findFigures(db: Db, workspaceId: string, day: Date): Promise<FiguresRow | null> {
  const date = day.toISOString().slice(0, 10);
  const [row] = await db.execute<{ id: string; at: string; data: Record<string, unknown> }>(sql`
    select id, to_json(at) #>> '{}' as at, data from audit_events where audit_events.workspace_id = ${workspaceId}
      and action = 'figures.taken' and at >= ${date}::date::timestamp at time zone 'UTC'
      and at < (${date}::date + 1)::timestamp at time zone 'UTC'
    order by audit_events.at desc, audit_events.id desc limit 1`);
  return row ? { ...row, at: new Date(row.at) } : null;
}

/** The first and the last day with figures, `YYYY-MM-DD`; null: there are none yet. */
export async function findFiguresSpan(
  db: Db,
  workspaceId: string,
): Promise<{ first: string; last: string } | null> {
  const [row] = await db.execute<{ first: string | null; last: string | null }>(sql`
    select to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD') as first, to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD') as last
    from audit_events where audit_events.workspace_id = ${workspaceId} and action = 'figures.taken'`);
  return row?.first && row.last ? { first: row.first, last: row.last } : null;
}

/** A sign-in on record. `at` is an ISO string. */
export type SignInRow = {
  at: string;
  actorId: string;
  ip: string | null;
  data: Record<string, unknown>;
};

/**
 * The newest sign-ins of the last `days` days, at most `limit`: to the application `targetId`, or where that is null to the
 * workspace itself. Each way has an index that hands out the newest first and stops.
 */
export async function listSignIns(
  db: Db,
  workspaceId: string,
  { targetId, days, limit }: { targetId: string | null; days: number; limit: number },
): Promise<SignInRow[]> {
  const which = targetId
    ? sql`a.target_id = ${targetId} and a.action = 'authorization.granted'`
    : sql`a.action = 'session.started'`;
  return [
    ...(await db.execute<SignInRow>(sql`
      select to_json(a.at) #>> '{}' as at, a.actor_id as "actorId", a.ip, a.data from audit_events a
      where a.workspace_id = ${workspaceId} and ${which} and a.actor_id is not null and a.result = 'ok'
        and a.at > now() - make_interval(days => ${days}::int)
      order by a.at desc, a.id desc limit ${sql.raw(String(limit))}`)),
  ];
}
