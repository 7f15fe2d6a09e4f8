import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/**
 * The only tables outside any workspace: where an address or a passkey lives, before its workspace is known, and
 * limits that count across workspaces.
 */
export const addresses = pgTable("addresses", {
  /** Normalised: trimmed, NFKC, lower case. */
  email: text("email").primaryKey(),
  workspaceId: text("workspace_id").notNull(),
  userId: text("user_id").notNull(),
});

export const passkeyDirectory = pgTable(
  "passkey_directory",
  {
    /** base64url, at most 1,023 bytes; unique over all workspaces (WebAuthn L3 §7.1 step 26). */
    webauthnId: text("webauthn_id").primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    userId: text("user_id").notNull(),
    credentialId: text("credential_id").notNull(),
  },
  (t) => [index("passkey_directory_user").on(t.workspaceId, t.userId)],
);

export const throttles = pgTable("throttles", {
  /** A keyed hash: the table holds no address. */
  key: text("key").primaryKey(),
  failures: integer("failures").notNull(),
  lastFailedAt: moment("last_failed_at").notNull(),
  blockedUntil: moment("blocked_until"),
});

/** How often something happened in one window of time, for limits of the form "n per hour". */
export const rateWindows = pgTable(
  "rate_windows",
  {
    /** A keyed hash of the limit's name and its subject. */
    key: text("key").notNull(),
    windowStart: moment("window_start").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.windowStart] }), index("rate_windows_start").on(t.windowStart)],
);

/** Challenges of passkey sign-ins, begun before anybody is known. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    id: text("id").primaryKey(),
    challenge: text("challenge").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (t) => [index("passkey_challenges_expiry").on(t.expiresAt)],
);
