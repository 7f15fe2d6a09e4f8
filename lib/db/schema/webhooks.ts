import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { workspaces } from "./workspaces";

/** Where a workspace's events are posted to. Its cursor walks along the audit log; who writes events knows nothing of it. */
export const webhooks = pgTable(
  "webhooks",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    url: text("url").notNull(),
    description: text("description").notNull().default(""),
    /** The only actions it gets; null: all. */
    actions: text("actions").array(),
    /** Sealed. */
    secret: text("secret").notNull(),
    /** Sealed; signs beside the new one until then. */
    previousSecret: text("previous_secret"),
    previousUntil: moment("previous_until"),
    /** The last event that was looked at: its place in the order of the log. */
    cursorPosition: bigint("cursor_position", { mode: "number" }).notNull(),
    cursorId: text("cursor_id").notNull().default(""),
    createdBy: text("created_by"),
    createdAt: createdAt(),
    /** Since then every attempt has failed; null: the last one arrived, or there was none. */
    failingSince: moment("failing_since"),
    disabledAt: moment("disabled_at"),
    /** `person`, `gone` (it answered 410) or `failing` (for three days). */
    disabledFor: text("disabled_for"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("webhooks_open").on(t.cursorPosition).where(sql`disabled_at is null`),
  ],
);

/** One event on its way to one webhook. The event itself is read from the log when it is sent. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    webhookId: text("webhook_id").notNull(),
    eventId: text("event_id").notNull(),
    eventAt: moment("event_at").notNull(),
    action: text("action").notNull(),
    createdAt: createdAt(),
    attempts: integer("attempts").notNull().default(0),
    lastAttemptAt: moment("last_attempt_at"),
    nextAttemptAt: moment("next_attempt_at").notNull().defaultNow(),
    deliveredAt: moment("delivered_at"),
    /** Given up; `Replay` brings it back. */
    deadAt: moment("dead_at"),
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      columns: [t.workspaceId, t.webhookId],
      foreignColumns: [webhooks.workspaceId, webhooks.id],
    }).onDelete("cascade"),
    uniqueIndex("webhook_deliveries_once").on(t.workspaceId, t.webhookId, t.eventId),
    index("webhook_deliveries_listed").on(t.workspaceId, t.webhookId, t.id),
    index("webhook_deliveries_dead").on(t.workspaceId, t.webhookId, t.id).where(sql`dead_at is not null`),
    index("webhook_deliveries_due")
      .on(t.workspaceId, t.webhookId, t.nextAttemptAt)
      .where(sql`delivered_at is null and dead_at is null`),
    index("webhook_deliveries_age")
      .on(t.createdAt)
      .where(sql`delivered_at is not null or dead_at is not null`),
  ],
);
