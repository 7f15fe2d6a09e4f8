import "server-only";
import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { webhookDeliveries, webhooks } from "../../db/schema/webhooks";
import { FAILING_HOURS, JITTER, KEPT_DAYS, MOST_ATTEMPTS, RETRY_SECONDS } from "../core/limits";
import type { DisabledFor } from "../core/states";

export type Key = { workspaceId: string; id: string };

const one = ({ workspaceId, id }: Key) => and(eq(webhooks.workspaceId, workspaceId), eq(webhooks.id, id));

export const webhooksBehind = sql`exists (select from webhooks
  where disabled_at is null and cursor_position < (select position from audit_frontier))`;

export const deliveriesDue = sql`exists (select from webhooks w where w.disabled_at is null and exists (
  select from webhook_deliveries d where d.workspace_id = w.workspace_id and d.webhook_id = w.id
    and d.delivered_at is null and d.dead_at is null and d.next_attempt_at <= now()))`;

/** Open webhooks, of whatever workspace, that have not looked as far as `frontier`. */
export const listBehind = (db: Db, frontier: number, most: number): Promise<Key[]> =>
  db
    .select({ workspaceId: webhooks.workspaceId, id: webhooks.id })
    .from(webhooks)
    .where(
      and(isNull(webhooks.disabledAt), lt(webhooks.cursorPosition, frontier), sql`/* all workspaces */ true`),
    )
    .orderBy(asc(webhooks.cursorPosition))
    .limit(most);

/** Locked until the transaction ends; null: another does it, or it is off. */
export async function lockToAdvance(db: Db, key: Key) {
  const [row] = await db
    .select({ actions: webhooks.actions, position: webhooks.cursorPosition, id: webhooks.cursorId })
    .from(webhooks)
    .where(and(one(key), isNull(webhooks.disabledAt)))
    .for("update", { skipLocked: true });
  return row ?? null;
}

export const moveCursor = (db: Db, key: Key, cursor: { position: number; id: string }): Promise<unknown> =>
  db.update(webhooks).set({ cursorPosition: cursor.position, cursorId: cursor.id }).where(one(key));

export type Due = { id: string; at: Date; action: string };

/** One delivery per event; an event that has one already (a test's) gets no second. */
export const insertDeliveries = (db: Db, key: Key, events: readonly Due[]): Promise<unknown> =>
  db
    .insert(webhookDeliveries)
    .values(
      events.map(({ id, at, action }) => ({
        workspaceId: key.workspaceId,
        id: newId("delivery"),
        webhookId: key.id,
        eventId: id,
        eventAt: at,
        action,
      })),
    )
    .onConflictDoNothing();

export type Claimed = {
  workspaceId: string;
  id: string;
  webhookId: string;
  eventId: string;
  eventAt: Date;
  attempts: number;
  url: string;
  secret: string;
  /** Null once its overlap is over. */
  previousSecret: string | null;
};

/**
 * Claims what is due by one statement that also sets when it is due again: a process that dies loses nothing, and what one has
 * under way no other takes. `busy`: webhooks that are left out this time.
 */
export async function claimDue(
  db: Db,
  { busy, most, mostOfOne }: { busy: readonly string[]; most: number; mostOfOne: number },
): Promise<Claimed[]> {
  const rows = await db.execute<Omit<Claimed, "eventAt"> & { eventAt: string }>(sql`/* all workspaces */
    with due as materialized (
      select d.workspace_id, d.id from webhooks w cross join lateral (
        select workspace_id, id, next_attempt_at from webhook_deliveries
        where workspace_id = w.workspace_id and webhook_id = w.id
          and delivered_at is null and dead_at is null and next_attempt_at <= now()
        order by next_attempt_at, id limit ${mostOfOne} for update skip locked
      ) d
      where w.disabled_at is null and w.id <> all(select jsonb_array_elements_text(${JSON.stringify(busy)}::jsonb))
      order by d.next_attempt_at limit ${most}
    )
    update webhook_deliveries d set attempts = d.attempts + 1, last_attempt_at = now(),
      next_attempt_at = now() + make_interval(secs => (1 + ${JITTER}::float8 * random())
        * coalesce((${JSON.stringify(RETRY_SECONDS)}::jsonb ->> d.attempts)::float8, ${RETRY_SECONDS.at(-1)}::float8))
    from due join webhooks w on w.workspace_id = due.workspace_id
    where d.workspace_id = due.workspace_id and d.id = due.id and w.id = d.webhook_id
    returning d.workspace_id as "workspaceId", d.id, d.webhook_id as "webhookId", d.event_id as "eventId",
      to_json(d.event_at) #>> '{}' as "eventAt", d.attempts, w.url, w.secret,
      case when w.previous_until > now() then w.previous_secret end as "previousSecret"`);
  return rows.map((row) => ({ ...row, eventAt: new Date(row.eventAt) }));
}

/** Only as long as nobody else has begun it anew. */
const claimedOne = ({ workspaceId, id, attempts }: Claimed) =>
  and(
    eq(webhookDeliveries.workspaceId, workspaceId),
    eq(webhookDeliveries.id, id),
    eq(webhookDeliveries.attempts, attempts),
  );

const hookOf = ({ workspaceId, webhookId }: Claimed) => one({ workspaceId, id: webhookId });

export async function markDelivered(db: Db, claimed: Claimed, status: number): Promise<void> {
  await db
    .update(webhookDeliveries)
    .set({ deliveredAt: sql`now()`, lastStatus: status, lastError: null })
    .where(claimedOne(claimed));
  await db
    .update(webhooks)
    .set({ failingSince: null })
    .where(and(hookOf(claimed), sql`${webhooks.failingSince} is not null`));
}

/** The last attempt's failure makes a dead letter of it. Says whether the webhook has failed for three days now. */
export async function markFailed(
  db: Db,
  claimed: Claimed,
  failure: { status: number | null; error: string },
): Promise<{ isFailingLong: boolean }> {
  const isDead = claimed.attempts >= MOST_ATTEMPTS;
  await db
    .update(webhookDeliveries)
    .set({
      lastStatus: failure.status,
      lastError: failure.error,
      ...(isDead ? { deadAt: sql`now()` } : {}),
    })
    .where(claimedOne(claimed));
  const [hook] = await db
    .update(webhooks)
    .set({ failingSince: sql`coalesce(${webhooks.failingSince}, now())` })
    .where(hookOf(claimed))
    .returning({
      isFailingLong: sql<boolean>`${webhooks.failingSince} <= now() - make_interval(hours => ${FAILING_HOURS}::int)`,
    });
  return { isFailingLong: hook?.isFailingLong ?? false };
}

/** What is not to be tried again, through no fault of the webhook's. */
export const markDead = (db: Db, claimed: Claimed, error: string): Promise<unknown> =>
  db.update(webhookDeliveries).set({ deadAt: sql`now()`, lastError: error }).where(claimedOne(claimed));

/** Switches it off; null: it was off already. */
export async function disable(db: Db, claimed: Claimed, reason: DisabledFor) {
  const [row] = await db
    .update(webhooks)
    .set({ disabledAt: sql`now()`, disabledFor: reason })
    .where(and(hookOf(claimed), isNull(webhooks.disabledAt)))
    .returning({
      createdBy: webhooks.createdBy,
      url: webhooks.url,
      now: sql<string>`to_json(now()) #>> '{}'`,
    });
  return row ? { ...row, now: new Date(row.now) } : null;
}

/** Deliveries that were over long ago, `most` at once; answers how many. */
export async function deleteOldDeliveries(db: Db, most: number): Promise<number> {
  const rows = await db.execute(sql`/* all workspaces */
    delete from webhook_deliveries where (workspace_id, id) in (
      select workspace_id, id from webhook_deliveries
      where (delivered_at is not null or dead_at is not null)
        and created_at < now() - make_interval(days => ${KEPT_DAYS}::int)
      order by created_at limit ${most} for update skip locked
    ) returning 1`);
  return rows.length;
}
