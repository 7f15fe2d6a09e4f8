import { boolean, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";

export const workspaces = pgTable("workspaces", {
  workspaceId: workspaceId().primaryKey(),
  name: text("name").notNull(),
  /** Switched-on factor kinds. */
  methods: text("methods").array().notNull().default(["passkey", "totp"]),
  /** Kinds that were on once, each with when it was switched off, as an ISO string. */
  retiredMethods: jsonb("retired_methods").$type<Record<string, string>>().notNull().default({}),
  /** ISO 3166-1 alpha-2 codes of countries that text messages may go to; `*`: all. None until chosen. */
  smsCountries: text("sms_countries").array().notNull().default([]),
  /** Text messages per day at most. */
  smsDailyCap: integer("sms_daily_cap").notNull().default(500),
  recoveryCodesOn: boolean("recovery_codes_on").notNull().default(true),
  /** "Enforce 2FA for all users": one row, whatever the number of users. */
  enforcedSince: moment("enforced_since"),
  enforcedBy: text("enforced_by"),
  enforcedEffect: text("enforced_effect").notNull().default("next_sign_in"),
  /** Days to comply from the first prompt; null: none. */
  enforcedGraceDays: integer("enforced_grace_days"),
  /** A `max_age` below this asks for a fresh second factor. */
  freshBelowSeconds: integer("fresh_below_seconds").notNull().default(300),
  /** Scopes that demand a level of whoever is asked for them. */
  scopeLevels: jsonb("scope_levels")
    .$type<Record<string, "aal2" | "phr">>()
    .notNull()
    .default({ admin: "aal2", payment: "aal2", transfer: "aal2", delete: "aal2" }),
  isDemo: boolean("is_demo").notNull().default(false),
  createdAt: createdAt(),
});
