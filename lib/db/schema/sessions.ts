import { index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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
    rememberedAt: moment("remembered_at"),
    deferredAt: moment("deferred_at"),
    lastSeenAt: moment("last_seen_at").notNull().defaultNow(),
    endedAt: moment("ended_at"),
    endReason: text("end_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("sessions_by_user").on(t.workspaceId, t.userId, t.createdAt),
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
    expiresAt: moment("expires_at").notNull(),
    consumedAt: moment("consumed_at"),
    revokedAt: moment("revoked_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("tokens_by_user").on(t.workspaceId, t.userId, t.kind),
  ],
);
