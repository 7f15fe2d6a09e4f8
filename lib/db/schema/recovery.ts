import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { ofUser } from "./users";

/** Somebody who can prove no second factor asks the administrators; one open request at a time. */
export const helpRequests = pgTable(
  "help_requests",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    words: text("words").notNull(),
    ip: text("ip").notNull(),
    userAgent: text("user_agent").notNull(),
    createdAt: createdAt(),
    /** `access_pass`, `reset` or `declined`; null: still open. */
    answer: text("answer"),
    reason: text("reason"),
    answeredBy: text("answered_by"),
    answeredAt: moment("answered_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("help_requests_open").on(t.workspaceId, t.createdAt).where(sql`answered_at is null`),
    uniqueIndex("help_requests_one_open").on(t.workspaceId, t.userId).where(sql`answered_at is null`),
  ],
);

/** A reset that waits, so that whoever it falls on can cancel it. */
export const delayedResets = pgTable(
  "delayed_resets",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    /** Null: the user's own, as the sole owner. */
    requestedBy: text("requested_by"),
    reason: text("reason").notNull(),
    dueAt: moment("due_at").notNull(),
    /** Whoever carries it out sets this first: one that fails is tried again later and holds up no other. */
    nextTryAt: moment("next_try_at").notNull().defaultNow(),
    doneAt: moment("done_at"),
    cancelledAt: moment("cancelled_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("delayed_resets_due").on(t.dueAt).where(sql`done_at is null and cancelled_at is null`),
    uniqueIndex("delayed_resets_one_waiting")
      .on(t.workspaceId, t.userId)
      .where(sql`done_at is null and cancelled_at is null`),
  ],
);
