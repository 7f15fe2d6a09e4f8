import "server-only";
import { and, asc, count, desc, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { webhookDeliveries, webhooks } from "../db/schema/webhooks";
import { ATTEMPT_OVER_SECONDS } from "./core/limits";
import type { DeliveryState } from "./core/states";

export type WebhookRow = typeof webhooks.$inferSelect;
export type DeliveryRow = typeof webhookDeliveries.$inferSelect;

const one = (workspaceId: string, id: string) =>
  and(eq(webhooks.workspaceId, workspaceId), eq(webhooks.id, id));

const ofWebhook = (workspaceId: string, webhookId: string) =>
  and(eq(webhookDeliveries.workspaceId, workspaceId), eq(webhookDeliveries.webhookId, webhookId));

export const listWebhookRows = (db: Db, workspaceId: string): Promise<WebhookRow[]> =>
  db.select().from(webhooks).where(eq(webhooks.workspaceId, workspaceId)).orderBy(asc(webhooks.id));

export async function findWebhook(db: Db, workspaceId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.select().from(webhooks).where(one(workspaceId, id));
  return row ?? null;
}

export async function lockWebhook(db: Db, workspaceId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.select().from(webhooks).where(one(workspaceId, id)).for("update");
  return row ?? null;
}

export const insertWebhook = (db: Db, row: typeof webhooks.$inferInsert): Promise<unknown> =>
  db.insert(webhooks).values(row);

export const updateWebhook = (
  db: Db,
  workspaceId: string,
  id: string,
  set: Partial<Omit<WebhookRow, "workspaceId" | "id">>,
): Promise<unknown> => db.update(webhooks).set(set).where(one(workspaceId, id));

/** A new secret; the one before goes on for so many hours, or ends now. */
export const replaceSealedSecret = (
  db: Db,
  { workspaceId, id, secret: previousSecret }: WebhookRow,
  secret: string,
  overlapHours: number,
): Promise<unknown> =>
  db
    .update(webhooks)
    .set(
      overlapHours > 0
        ? { secret, previousSecret, previousUntil: sql`now() + make_interval(hours => ${overlapHours}::int)` }
        : { secret, previousSecret: null, previousUntil: null },
    )
    .where(one(workspaceId, id));

export const deleteWebhook = (db: Db, workspaceId: string, id: string): Promise<unknown> =>
  db.delete(webhooks).where(one(workspaceId, id));

const isWaiting = and(isNull(webhookDeliveries.deliveredAt), isNull(webhookDeliveries.deadAt));

const IN_STATE = {
  waiting: isWaiting,
  delivered: isNotNull(webhookDeliveries.deliveredAt),
  dead: isNotNull(webhookDeliveries.deadAt),
} satisfies Record<DeliveryState, unknown>;

/** How many of each webhook's deliveries are in a state, from the index of that state alone. */
export const countIn = (
  db: Db,
  workspaceId: string,
  state: "waiting" | "dead",
): Promise<{ webhookId: string; count: number }[]> =>
  db
    .select({ webhookId: webhookDeliveries.webhookId, count: count() })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.workspaceId, workspaceId), IN_STATE[state]))
    .groupBy(webhookDeliveries.webhookId);

/** The newest first, after an id. */
export const listDeliveryRows = (
  db: Db,
  workspaceId: string,
  webhookId: string,
  { state, after, limit }: { state: DeliveryState | null; after: string | null; limit: number },
): Promise<DeliveryRow[]> =>
  db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        ofWebhook(workspaceId, webhookId),
        state ? IN_STATE[state] : undefined,
        after === null ? undefined : lt(webhookDeliveries.id, after),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit);

export async function findDelivery(
  db: Db,
  workspaceId: string,
  webhookId: string,
  id: string,
): Promise<DeliveryRow | null> {
  const [row] = await db
    .select()
    .from(webhookDeliveries)
    .where(and(ofWebhook(workspaceId, webhookId), eq(webhookDeliveries.id, id)));
  return row ?? null;
}

export const insertDelivery = (
  db: Db,
  row: Omit<typeof webhookDeliveries.$inferInsert, "eventAt">,
): Promise<unknown> => db.insert(webhookDeliveries).values({ ...row, eventAt: sql`now()` });

/** Nothing of it may be under way: over, or last tried a while ago. */
const canBegin = or(
  isNotNull(webhookDeliveries.deliveredAt),
  isNotNull(webhookDeliveries.deadAt),
  lt(webhookDeliveries.lastAttemptAt, sql`now() - make_interval(secs => ${ATTEMPT_OVER_SECONDS}::int)`),
);

/** Begins deliveries from their first attempt: one, or all dead ones. Answers how many. */
export async function restartDeliveries(
  db: Db,
  workspaceId: string,
  webhookId: string,
  id: string | null,
): Promise<number> {
  const which = id === null ? IN_STATE.dead : and(eq(webhookDeliveries.id, id), canBegin);
  const rows = await db
    .update(webhookDeliveries)
    .set({ attempts: 0, nextAttemptAt: sql`now()`, deliveredAt: null, deadAt: null })
    .where(and(ofWebhook(workspaceId, webhookId), which))
    .returning({ id: webhookDeliveries.id });
  return rows.length;
}
