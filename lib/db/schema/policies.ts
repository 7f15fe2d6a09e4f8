import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { StoredTerms } from "../../policy/core/former-terms";
import { createdAt, moment, workspaceId } from "./columns";
import { workspaces } from "./workspaces";

export const policies = pgTable(
  "policies",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    isDefault: boolean("is_default").notNull().default(false),
    mode: text("mode").notNull().default("optional"),
    methods: text("methods").array().notNull().default(["passkey", "totp", "sms", "push"]),
    phishingResistant: boolean("phishing_resistant").notNull().default(false),
    effect: text("effect").notNull().default("next_sign_in"),
    since: moment("since").notNull().defaultNow(),
    tightenedAt: moment("tightened_at"),
    setBy: text("set_by"),
    startsAt: moment("starts_at"),
    graceUntil: moment("grace_until"),
    graceDays: integer("grace_days"),
    graceSkips: integer("grace_skips"),
    sessionPreset: text("session_preset").notNull().default("standard"),
    rememberedDays: integer("remembered_days").notNull().default(0),
    stepUpWindowMinutes: integer("step_up_window_minutes").notNull().default(5),
    levelLapseHours: integer("level_lapse_hours").notNull().default(24),
    allowSelfRemoval: boolean("allow_self_removal").notNull().default(false),
    minPasswordLength: integer("min_password_length").notNull().default(15),
    /** Earlier versions, the earliest first: for sessions and deadlines from before a change. */
    formerTerms: jsonb("former_terms").$type<StoredTerms[]>().notNull().default([]),
    /** A later deadline for everybody under it, and when that was given. */
    extendedUntil: moment("extended_until"),
    extendedAt: moment("extended_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);
