import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment, workspaceId } from "./columns";

/** The audit log: one row per change, written in the change's own transaction. */
export const auditEvents = pgTable(
  "audit_events",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    at: moment("at").notNull().defaultNow(),
    action: text("action").notNull(),
    result: text("result").notNull().default("ok"),
    actorId: text("actor_id"),
    targetId: text("target_id"),
    ip: text("ip"),
    userAgent: text("user_agent"),
    requestId: text("request_id"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("audit_events_by_target").on(t.workspaceId, t.targetId, t.id),
  ],
);

/** Mail, text messages and push, written with the change they tell of and sent afterwards. */
export const messages = pgTable(
  "messages",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    /** One message per event and channel, whatever is retried. */
    eventKey: text("event_key").notNull(),
    channel: text("channel").notNull(),
    recipient: text("recipient").notNull(),
    subject: text("subject"),
    body: text("body").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    sentAt: moment("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("messages_once").on(t.workspaceId, t.eventKey, t.channel, t.recipient),
  ],
);
