import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import type { StoredProof } from "./sessions";
import { workspaces } from "./workspaces";

/** One deed on many users, worked off row by row: cut short at any moment it goes on where it was. */
export const bulkRuns = pgTable(
  "bulk_runs",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    /** What the deed takes beside the user: reason, policy, end. */
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    /** Whom it falls on, while they are still being listed; null: the rows say it all. */
    filter: jsonb("filter").$type<Record<string, unknown>>(),
    /** Everybody up to this user has been looked at. */
    listedUpTo: text("listed_up_to").notNull().default(""),
    orderedBy: text("ordered_by").notNull(),
    sessionId: text("session_id").notNull(),
    /** What had been proved when it was ordered. */
    proofs: jsonb("proofs").$type<StoredProof[]>().notNull(),
    ip: text("ip").notNull(),
    userAgent: text("user_agent").notNull(),
    requestId: text("request_id").notNull(),
    total: integer("total").notNull().default(0),
    /** Whoever takes a turn sets when the next one may begin. */
    nextTurnAt: moment("next_turn_at").notNull().defaultNow(),
    finishedAt: moment("finished_at"),
    cancelledAt: moment("cancelled_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("bulk_runs_open").on(t.nextTurnAt).where(sql`finished_at is null and cancelled_at is null`),
    index("bulk_runs_by_creation").on(t.workspaceId, t.createdAt, t.id),
  ],
);

/** One row of a run: whom it falls on and what came of it. */
export const bulkRows = pgTable(
  "bulk_rows",
  {
    workspaceId: workspaceId(),
    runId: text("run_id").notNull(),
    position: integer("position").notNull(),
    userId: text("user_id"),
    /** Who is to be invited; null for a user who is there. */
    input: jsonb("input").$type<Record<string, unknown>>(),
    /** `waiting`, `done`, `skipped` (nothing to do), `refused` or `failed`. */
    state: text("state").notNull().default("waiting"),
    /** Why it was not done: an error's code. */
    code: text("code"),
    doneAt: moment("done_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.runId, t.position] }),
    foreignKey({
      columns: [t.workspaceId, t.runId],
      foreignColumns: [bulkRuns.workspaceId, bulkRuns.id],
    }).onDelete("cascade"),
    index("bulk_rows_by_state").on(t.workspaceId, t.runId, t.state, t.position),
  ],
);
