import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment, workspaceId } from "./columns";
import { policies } from "./policies";
import { workspaces } from "./workspaces";

/** Enforcing for all users in rings: one row per workspace where it is planned or has begun. */
export const rollouts = pgTable(
  "rollouts",
  {
    workspaceId: workspaceId().primaryKey(),
    effect: text("effect").notNull(),
    /** Days to comply from the first prompt; null: none. */
    graceDays: integer("grace_days"),
    /** People of a ring are mailed when it starts. */
    tellsPeople: boolean("tells_people").notNull().default(false),
    since: moment("since").notNull().defaultNow(),
    setBy: text("set_by"),
    /** No further ring starts; null: they do, on their days. */
    pausedAt: moment("paused_at"),
    pausedBy: text("paused_by"),
    /** `administrator`, or the limit that was passed. */
    pausedReason: text("paused_reason"),
    pausedPeople: integer("paused_people"),
    /** Failures and calls for help count from here on: when a ring last started, or it was resumed. */
    countedFrom: moment("counted_from"),
    /** Paced: whoever looks sets when the next look may be. */
    nextLookAt: moment("next_look_at").notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("rollouts_to_look_at").on(t.nextLookAt),
  ],
);

/** One ring: everybody whose place in the workspace is below `percent`, or everybody under a policy. */
export const rings = pgTable(
  "rings",
  {
    workspaceId: workspaceId(),
    /** From 1 on, in the order in which they start. */
    number: integer("number").notNull(),
    percent: integer("percent"),
    policyId: text("policy_id"),
    plannedAt: moment("planned_at").notNull(),
    /** What has started stays so until all of it is revoked. */
    startedAt: moment("started_at"),
    /** How many it brought in when it started. */
    people: integer("people"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.number] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [rollouts.workspaceId] }).onDelete("cascade"),
    /** So that a workspace goes with its rings before it is asked whether its policies still have some. */
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.policyId], foreignColumns: [policies.workspaceId, policies.id] }),
    check("rings_of_one_kind", sql`(${t.percent} is null) <> (${t.policyId} is null)`),
    check("rings_percent", sql`${t.percent} between 1 and 100`),
  ],
);
