import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { ofUser } from "./users";

/** A user's enrolled factor. A row is a confirmed credential; what is pending lives in `flows` alone. */
export const credentials = pgTable(
  "credentials",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    label: text("label").notNull(),
    /** What the factor keeps: public key and flags of a passkey, sealed secret of an authenticator app. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    /** Single-use high-water mark: TOTP time step, passkey signature counter. */
    counter: bigint("counter", { mode: "number" }).notNull().default(0),
    /** Set when a passkey's counter went backwards: refused from then on. */
    suspectAt: moment("suspect_at"),
    lastUsedAt: moment("last_used_at"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId, t.id] }), ofUser(t)],
);

export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    id: text("id").notNull(),
    setId: text("set_id").notNull(),
    /** argon2id of the code with the set's salt: one hash finds the row. NIST 800-63B §3.1.2.2. */
    codeHash: text("code_hash").notNull(),
    salt: text("salt").notNull(),
    acknowledgedAt: moment("acknowledged_at"),
    usedAt: moment("used_at"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId, t.id] }), ofUser(t)],
);

/** Wrong answers per user and kind of factor, over all paths. */
export const factorFailures = pgTable(
  "factor_failures",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    kind: text("kind").notNull(),
    inARow: integer("in_a_row").notNull().default(0),
    lastFailedAt: moment("last_failed_at"),
    blockedUntil: moment("blocked_until"),
    stoppedAt: moment("stopped_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId, t.kind] }), ofUser(t)],
);

/** One enrolment or challenge under way. Bound to its session and user, consumed once. */
export const flows = pgTable(
  "flows",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    sessionId: text("session_id").notNull(),
    userId: text("user_id").notNull(),
    kind: text("kind").notNull(),
    factor: text("factor").notNull(),
    purpose: text("purpose").notNull(),
    /** Sealed; bound to the flow's id. */
    state: text("state").notNull(),
    attempts: integer("attempts").notNull().default(0),
    expiresAt: moment("expires_at").notNull(),
    consumedAt: moment("consumed_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    index("flows_by_user").on(t.workspaceId, t.userId),
    index("flows_by_expiry").on(t.expiresAt),
    uniqueIndex("flows_one_open")
      .on(t.workspaceId, t.sessionId, t.kind, t.factor, t.purpose)
      .where(sql`consumed_at is null`),
  ],
);
