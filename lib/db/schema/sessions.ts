import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { ofUser } from "./users";

/** A proof as stored: times are ISO strings of the database's clock. */
export type StoredProof = {
  factor: string;
  amr: string[];
  userVerified?: boolean;
  credentialId?: string;
  at: string;
};

export const sessions = pgTable(
  "sessions",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    /** SHA-256 of the secret in the cookie; replaced at every rise, so the old cookie is dead. */
    tokenHash: text("token_hash").notNull(),
    proofs: jsonb("proofs").$type<StoredProof[]>().notNull(),
    ip: text("ip").notNull(),
    userAgent: text("user_agent").notNull(),
    /** The browser it was finished in; null: not finished yet. */
    browserId: text("browser_id"),
    rememberedAt: moment("remembered_at"),
    deferredAt: moment("deferred_at"),
    /** An access pass was redeemed here: beside the password it opens set-up for a while. */
    accessPassAt: moment("access_pass_at"),
    /** Proofs up to this moment have served the sign-in or an action; asked only where a proof serves one action. */
    proofSpentAt: moment("proof_spent_at"),
    lastSeenAt: moment("last_seen_at").notNull().defaultNow(),
    endedAt: moment("ended_at"),
    endReason: text("end_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("sessions_by_user").on(t.workspaceId, t.userId, t.createdAt),
    index("sessions_by_age").on(t.createdAt),
  ],
);

/** A browser in which a user has finished a sign-in. Known for good; remembered in place of a second step for a while. */
export const browsers = pgTable(
  "browsers",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    id: text("id").notNull(),
    /** SHA-256 of this user's secret in the browser's cookie; replaced when the browser is remembered. */
    tokenHash: text("token_hash").notNull(),
    ip: text("ip").notNull(),
    userAgent: text("user_agent").notNull(),
    rememberedAt: moment("remembered_at"),
    lastUsedAt: moment("last_used_at").notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId, t.id] }),
    ofUser(t),
    uniqueIndex("browsers_by_token").on(t.workspaceId, t.userId, t.tokenHash),
  ],
);

/** Everything that is mailed as a link and used once: invitations, password resets, address verification. */
export const tokens = pgTable(
  "tokens",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    kind: text("kind").notNull(),
    tokenHash: text("token_hash").notNull(),
    createdBy: text("created_by"),
    /** What the link stands for beside its kind. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    expiresAt: moment("expires_at").notNull(),
    consumedAt: moment("consumed_at"),
    revokedAt: moment("revoked_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("tokens_by_user").on(t.workspaceId, t.userId, t.kind),
    index("tokens_by_expiry").on(t.expiresAt),
  ],
);
