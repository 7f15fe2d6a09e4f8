import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { policies } from "./policies";
import { workspaces } from "./workspaces";

export const users = pgTable(
  "users",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    email: text("email").notNull(),
    emailVerifiedAt: moment("email_verified_at"),
    name: text("name").notNull(),
    role: text("role").notNull().default("member"),
    rights: text("rights").array().notNull().default([]),
    /** argon2id in PHC form; null: invited, no password chosen yet. */
    passwordHash: text("password_hash"),
    passwordChangedAt: moment("password_changed_at"),
    blockedAt: moment("blocked_at"),
    /** WebAuthn user handle: 32 random bytes, base64url; says nothing about the person. */
    webauthnHandle: text("webauthn_handle").notNull(),

    twoFactorOn: boolean("two_factor_on").notNull().default(false),
    twoFactorOrigin: text("two_factor_origin"),
    twoFactorSince: moment("two_factor_since"),
    preferredFactor: text("preferred_factor"),
    /**
     * Kinds of which a credential works (neither suspect nor stopped), sorted and joined by commas; kept by triggers on the
     * tables that say so. As text, an index holds each value once.
     */
    factorKinds: text("factor_kinds").notNull().default(""),
    /** The language of this person's mails. */
    locale: text("locale").notNull().default("en"),
    appFlagSince: moment("app_flag_since"),
    appFlagBy: text("app_flag_by"),
    /** What programs keep about a user: `app_` is theirs alone, `user_` what the user may see. */
    appMetadata: jsonb("app_metadata").$type<Record<string, unknown>>().notNull().default({}),
    userMetadata: jsonb("user_metadata").$type<Record<string, unknown>>().notNull().default({}),

    /** The user-level "Require MFA" box; null: unticked. */
    requiredSince: moment("required_since"),
    requiredBy: text("required_by"),
    requiredEffect: text("required_effect").notNull().default("next_sign_in"),
    /** Days to comply from the first prompt; null: none. */
    requiredGraceDays: integer("required_grace_days"),

    policyId: text("policy_id").notNull(),
    policySince: moment("policy_since").notNull().defaultNow(),
    firstPromptedAt: moment("first_prompted_at"),
    skipsUsed: integer("skips_used").notNull().default(0),
    lastSkipAt: moment("last_skip_at"),
    /** A later deadline for this person alone, and when it was given. */
    extendedUntil: moment("extended_until"),
    extendedAt: moment("extended_at"),

    createdBy: text("created_by"),
    /** When role or rights were last given, and by whom; null: not since this person was created. */
    rankSince: moment("rank_since"),
    rankBy: text("rank_by"),
    /** When this person last stopped being an administrator or owner. */
    demotedAt: moment("demoted_at"),
    lastSignInAt: moment("last_sign_in_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    foreignKey({
      columns: [t.workspaceId, t.policyId],
      foreignColumns: [policies.workspaceId, policies.id],
    }),
    index("users_by_name").on(t.workspaceId, sql`lower(${t.name}) collate "C"`, t.id),
    index("users_by_address").on(t.workspaceId, sql`${t.email} collate "C"`),
    index("users_unconfirmed").on(t.createdAt).where(sql`email_verified_at is null`),
    index("users_by_last_sign_in").on(
      t.workspaceId,
      sql`coalesce(${t.lastSignInAt}, '-infinity'::timestamptz)`,
      t.id,
    ),
    index("users_by_creation").on(t.workspaceId, t.createdAt, t.id),
    index("users_by_policy").on(t.workspaceId, t.policyId, t.id),
    index("users_by_factors").on(t.workspaceId, t.factorKinds),
    /** What the decision reads of the row itself: users are counted by it without their rows being read. */
    index("users_by_standing").on(t.workspaceId, t.policyId, t.twoFactorOn, t.factorKinds, t.requiredSince),
    index("users_invited").on(t.workspaceId, t.id).where(sql`password_hash is null`),
    index("users_with_role").on(t.workspaceId, t.role, t.id).where(sql`role <> 'member'`),
    index("users_by_words").using(
      "gin",
      t.workspaceId,
      sql`lower(${t.name} || E'\\n' || ${t.email}) gin_trgm_ops`,
    ),
  ],
);

/** Rows that belong to a user go with the user. */
export const ofUser = (t: { workspaceId: AnyPgColumn; userId: AnyPgColumn }) =>
  foreignKey({
    columns: [t.workspaceId, t.userId],
    foreignColumns: [users.workspaceId, users.id],
  }).onDelete("cascade");

export const exemptions = pgTable(
  "exemptions",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    id: text("id").notNull(),
    reason: text("reason").notNull(),
    setBy: text("set_by"),
    startsAt: moment("starts_at").notNull().defaultNow(),
    endsAt: moment("ends_at").notNull(),
    revokedAt: moment("revoked_at"),
    revokedBy: text("revoked_by"),
    /** When it was said that it ends within a week. */
    warnedAt: moment("warned_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId, t.id] }),
    ofUser(t),
    index("exemptions_ending").on(t.endsAt).where(sql`warned_at is null and revoked_at is null`),
    index("exemptions_by_end").on(t.workspaceId, t.endsAt),
  ],
);
