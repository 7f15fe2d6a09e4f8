import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
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
