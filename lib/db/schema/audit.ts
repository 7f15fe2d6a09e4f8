import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { workspaces } from "./workspaces";

/**
 * The audit log: one row per change, written in the change's own transaction. Partitioned by month (UTC); the partitions lie in
 * the schema `audit`, which the application cannot reach but through this table, and here it may look and add, no more.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    at: moment("at").notNull().defaultNow(),
    /** Number of the transaction that wrote the row: what the chain is ordered by, without any writer waiting for another. */
    position: bigint("position", { mode: "number" })
      .notNull()
      .default(sql`(pg_current_xact_id()::text::bigint)`),
    action: text("action").notNull(),
    result: text("result").notNull().default("ok"),
    /** `user`, `operator`, `client` (a program), `nobody` (not signed in) or `system` (a job). */
    actorKind: text("actor_kind").notNull().default("system"),
    actorId: text("actor_id"),
    targetId: text("target_id"),
    ip: text("ip"),
    userAgent: text("user_agent"),
    requestId: text("request_id"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.at, t.id] }),
    index("audit_events_by_action").on(t.workspaceId, t.action, t.at, t.id),
    index("audit_events_by_actor").on(t.workspaceId, t.actorId, t.at, t.id),
    index("audit_events_by_target").on(t.workspaceId, t.targetId, t.at, t.id),
    index("audit_events_by_ip").on(t.workspaceId, t.ip, t.at, t.id),
    index("audit_events_refused").on(t.workspaceId, t.at, t.id).where(sql`result = 'refused'`),
    /** What people wrote, not the codes: those are one word. */
    index("audit_events_by_reason")
      .using("gin", sql`to_tsvector('simple', data->>'reason')`)
      .where(sql`data->>'reason' like '% %'`),
    index("audit_events_by_position").on(t.position),
    /** What a webhook or a collector that is far behind reads on along, past no other workspace's events. */
    index("audit_events_in_order").on(t.workspaceId, t.position, t.id),
  ],
);

/** What seals the log: each block covers the events of one workspace and month among some positions, and names the one before. */
export const auditBlocks = pgTable(
  "audit_blocks",
  {
    workspaceId: workspaceId(),
    number: integer("number").notNull(),
    month: date("month", { mode: "string" }).notNull(),
    /** From here, … */
    fromPosition: bigint("from_position", { mode: "number" }).notNull(),
    /** … up to before here. */
    toPosition: bigint("to_position", { mode: "number" }).notNull(),
    events: integer("events").notNull(),
    eventsHash: text("events_hash").notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
    /** The key of `ENCRYPTION_KEYS` that the signing key is derived from. */
    keyId: text("key_id").notNull(),
    signature: text("signature").notNull(),
    sealedAt: moment("sealed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.number] })],
);

/** One row: how far the log is sealed. */
export const auditFrontier = pgTable("audit_frontier", {
  isOnly: boolean("is_only").primaryKey().default(true),
  position: bigint("position", { mode: "number" }).notNull().default(0),
  /** Added to the server's transaction numbers, so that they go on rising where the data came from another server. */
  lead: bigint("lead", { mode: "number" }).notNull().default(0),
});

/** A check of a workspace's chain from its first block to its last, in steps. */
export const auditChecks = pgTable(
  "audit_checks",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    requestedBy: text("requested_by"),
    createdAt: createdAt(),
    /** The block to go on with. */
    nextBlock: integer("next_block").notNull().default(1),
    blocks: integer("blocks").notNull(),
    events: integer("events").notNull().default(0),
    findings: jsonb("findings").$type<unknown[]>().notNull().default([]),
    finishedAt: moment("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("audit_checks_open").on(t.createdAt).where(sql`finished_at is null`),
  ],
);
