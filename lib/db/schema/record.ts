import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { workspaces } from "./workspaces";

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
    /** Push alone: the subscription it is sent to (RFC 8030); null: nobody but the device's own page asks for it. */
    target: jsonb("target").$type<Record<string, unknown>>(),
    subject: text("subject"),
    body: text("body").notNull(),
    /** The language it is written in. */
    locale: text("locale").notNull().default("en"),
    /** A mail's one button, whose address stands in the body too. */
    action: jsonb("action").$type<{ label: string; url: string }>(),
    createdAt: moment("created_at").notNull().defaultNow(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: moment("next_attempt_at").notNull().defaultNow(),
    /** After this it is of no use (a code that has expired); null: it never is. */
    expiresAt: moment("expires_at"),
    lastError: text("last_error"),
    sentAt: moment("sent_at"),
    /** Given up: too many attempts, expired, or refused for good. */
    failedAt: moment("failed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("messages_due").on(t.nextAttemptAt).where(sql`sent_at is null and failed_at is null`),
    uniqueIndex("messages_once").on(t.workspaceId, t.eventKey, t.channel, t.recipient),
  ],
);

/** One notice for many people, mailed bit by bit: who comes next is kept, so that it can be cut short at any moment. */
export const noticeRuns = pgTable(
  "notice_runs",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    detail: text("detail").notNull().default(""),
    /** What else the mails say. */
    data: jsonb("data").$type<Record<string, string | number>>().notNull().default({}),
    createdBy: text("created_by"),
    /** `everybody` or `administrators`: of the workspace, but for `except`. */
    audience: text("audience").notNull().default("everybody"),
    exceptUserId: text("except_user_id"),
    /** Only those under this policy; null: everybody. Its name is the one at the time. */
    policyId: text("policy_id"),
    policyName: text("policy_name"),
    /** Only those who came under the policy at this moment; null: all of them. */
    movedAt: moment("moved_at"),
    /** Everybody up to this user has been told; empty: nobody yet. */
    afterUserId: text("after_user_id").notNull().default(""),
    /** Paced: whoever takes a turn sets when the next one may begin. */
    nextTurnAt: moment("next_turn_at").notNull().defaultNow(),
    createdAt: createdAt(),
    finishedAt: moment("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("notice_runs_open").on(t.nextTurnAt).where(sql`finished_at is null`),
  ],
);

/** Work that goes through the users of a workspace again and again; one row per workspace and kind says when next. */
export const sweeps = pgTable(
  "sweeps",
  {
    workspaceId: workspaceId(),
    kind: text("kind").notNull(),
    nextTurnAt: moment("next_turn_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.kind] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("sweeps_due").on(t.nextTurnAt),
  ],
);
