import "server-only";
import type { Admin } from "../admin/authority";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { getUserNames } from "../identity/users/service";
import type { DeliveryState, DisabledFor } from "./core/states";
import { change, record } from "./service";
import {
  countIn,
  type DeliveryRow,
  findDelivery,
  findWebhook,
  listDeliveryRows,
  listWebhookRows,
  restartDeliveries,
  type WebhookRow,
} from "./store";

/** A webhook as screens and programs see it. Dates are ISO strings; no secret. */
export type WebhookView = {
  id: string;
  url: string;
  description: string;
  actions: string[] | null;
  createdBy: string | null;
  createdAt: string;
  /** The secret before signs too until then; null: there is none. */
  overlapUntil: string | null;
  failingSince: string | null;
  disabledAt: string | null;
  disabledFor: DisabledFor | null;
  waiting: number;
  dead: number;
};

export type DeliveryView = {
  id: string;
  eventId: string;
  action: string;
  state: DeliveryState;
  eventAt: string;
  attempts: number;
  lastAttemptAt: string | null;
  /** Null: none follows. */
  nextAttemptAt: string | null;
  deliveredAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
};

/** The workspace's webhooks, the oldest first. */
export async function listWebhooks(db: Db, workspaceId: string, now: Date): Promise<WebhookView[]> {
  const rows = await listWebhookRows(db, workspaceId);
  return viewsOf(db, workspaceId, rows, now);
}

/** Throws `not_found`. */
export async function getWebhook(db: Db, workspaceId: string, id: string, now: Date): Promise<WebhookView> {
  const row = await findWebhook(db, workspaceId, id);
  const [view] = row ? await viewsOf(db, workspaceId, [row], now) : [];
  if (!view) throw new AppError("not_found");
  return view;
}

async function viewsOf(db: Db, workspaceId: string, rows: WebhookRow[], now: Date): Promise<WebhookView[]> {
  const waiting = await countIn(db, workspaceId, "waiting");
  const dead = await countIn(db, workspaceId, "dead");
  const countOf = (counts: typeof dead, id: string) =>
    counts.find(({ webhookId }) => webhookId === id)?.count ?? 0;
  const names = await getUserNames(
    db,
    workspaceId,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map((row) => {
    const overlap = row.previousUntil && row.previousUntil > now ? row.previousUntil : null;
    return {
      id: row.id,
      url: row.url,
      description: row.description,
      actions: row.actions,
      createdBy: row.createdBy && (names.get(row.createdBy) ?? null),
      createdAt: row.createdAt.toISOString(),
      overlapUntil: overlap?.toISOString() ?? null,
      failingSince: row.failingSince?.toISOString() ?? null,
      disabledAt: row.disabledAt?.toISOString() ?? null,
      disabledFor: row.disabledFor as DisabledFor | null,
      waiting: countOf(waiting, row.id),
      dead: countOf(dead, row.id),
    };
  });
}

const stateOf = ({ deliveredAt, deadAt }: DeliveryRow): DeliveryState =>
  deliveredAt ? "delivered" : deadAt ? "dead" : "waiting";

const toDelivery = (row: DeliveryRow): DeliveryView => ({
  id: row.id,
  eventId: row.eventId,
  action: row.action,
  state: stateOf(row),
  eventAt: row.eventAt.toISOString(),
  attempts: row.attempts,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  nextAttemptAt: stateOf(row) === "waiting" ? row.nextAttemptAt.toISOString() : null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  lastStatus: row.lastStatus,
  lastError: row.lastError,
});

export type DeliveryPage = { deliveries: DeliveryView[]; next: string | null };

/** One page of a webhook's deliveries, the newest first; `next` goes on. Throws `not_found`. */
export async function listDeliveries(
  db: Db,
  workspaceId: string,
  webhookId: string,
  { state, after, limit }: { state: DeliveryState | null; after: string | null; limit: number },
): Promise<DeliveryPage> {
  if (!(await findWebhook(db, workspaceId, webhookId))) throw new AppError("not_found");
  const rows = await listDeliveryRows(db, workspaceId, webhookId, { state, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    deliveries: page.map(toDelivery),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/**
 * Delivers one again from its first attempt, under the id it has: who keeps ids handles nothing twice. Audited. Throws
 * `not_found`, and `already_done` for one that is on its way at this moment.
 */
export async function replayDelivery(
  db: Db,
  actor: Admin,
  { id, deliveryId }: { id: string; deliveryId: string },
): Promise<void> {
  await change(db, actor, id, async (tx, { workspaceId }) => {
    if (!(await findDelivery(tx, workspaceId, id, deliveryId))) throw new AppError("not_found");
    if ((await restartDeliveries(tx, workspaceId, id, deliveryId)) === 0) throw new AppError("already_done");
    await record(tx, actor, id, "webhook.replayed", { deliveryId });
  });
}

/** Delivers every dead letter of a webhook again; audited where there are any. Answers how many. Throws `not_found`. */
export async function replayDead(db: Db, actor: Admin, id: string): Promise<{ count: number }> {
  return change(db, actor, id, async (tx, { workspaceId }) => {
    const count = await restartDeliveries(tx, workspaceId, id, null);
    if (count > 0) await record(tx, actor, id, "webhook.replayed", { count });
    return { count };
  });
}
