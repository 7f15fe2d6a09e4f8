import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import type { StoredProof } from "./sessions";
import { ofUser } from "./users";
import { workspaces } from "./workspaces";

/** What signs its people in here, or calls the management API: an OpenID Connect client. */
export const applications = pgTable(
  "applications",
  {
    workspaceId: workspaceId(),
    /** The `client_id`, unique over all workspaces (`application_directory`). */
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** `web`, `native` (public, on a device) or `machine` (acts for itself alone). */
    kind: text("kind").notNull(),
    authMethod: text("auth_method").notNull().default("client_secret_basic"),
    redirectUris: text("redirect_uris").array().notNull().default([]),
    postLogoutUris: text("post_logout_uris").array().notNull().default([]),
    backchannelLogoutUri: text("backchannel_logout_uri"),
    corsOrigins: text("cors_origins").array().notNull().default([]),
    homeUri: text("home_uri"),
    logoUri: text("logo_uri"),
    grantTypes: text("grant_types").array().notNull(),
    /** What it may ask of a user. */
    scopes: text("scopes").array().notNull().default([]),
    /** What it may do at the management API. */
    apiScopes: text("api_scopes").array().notNull().default([]),
    /** The only policies whose users it reaches there; null: everybody. */
    apiPolicies: text("api_policies").array(),
    /** The workspace's own: its people are not asked for consent. */
    isFirstParty: boolean("is_first_party").notNull().default(false),
    requiresPushed: boolean("requires_pushed").notNull().default(false),
    jwks: jsonb("jwks").$type<{ keys: Record<string, unknown>[] }>(),
    defaultAcr: text("default_acr"),
    defaultMaxAgeSeconds: integer("default_max_age_seconds"),

    /** When a second factor is asked: `as_required`, `always`, `opted_in` or `condition`. */
    rule: text("rule").notNull().default("as_required"),
    condition: text("condition"),
    allowsRemembered: boolean("allows_remembered").notNull().default(false),
    ruleEffect: text("rule_effect").notNull().default("next_sign_in"),
    ruleSince: moment("rule_since").notNull().defaultNow(),

    createdBy: text("created_by"),
    /** Tokens issued before this are refused. */
    tokensValidFrom: moment("tokens_valid_from").notNull().defaultNow(),
    lastUsedAt: moment("last_used_at"),
    disabledAt: moment("disabled_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("applications_by_name").on(t.workspaceId, sql`(lower(${t.name}) collate "C")`, t.id),
  ],
);

/** Secrets of an application: two may be valid at once, so that one is replaced without an outage. */
export const applicationSecrets = pgTable(
  "application_secrets",
  {
    workspaceId: workspaceId(),
    clientId: text("client_id").notNull(),
    id: text("id").notNull(),
    /** SHA-256; what we make has 256 bits. */
    secretHash: text("secret_hash").notNull(),
    /** The last characters, to tell one from another. */
    ending: text("ending").notNull(),
    createdBy: text("created_by"),
    createdAt: createdAt(),
    /** Null: until it is revoked. */
    expiresAt: moment("expires_at"),
    revokedAt: moment("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.clientId, t.id] }),
    foreignKey({
      columns: [t.workspaceId, t.clientId],
      foreignColumns: [applications.workspaceId, applications.id],
    }).onDelete("cascade"),
  ],
);

/** Which workspace a `client_id` belongs to, before anything else is known. */
export const applicationDirectory = pgTable("application_directory", {
  clientId: text("client_id").primaryKey(),
  workspaceId: text("workspace_id").notNull(),
});

/** What a user let an application do, until it is ended. A first-party application asks for none. */
export const consents = pgTable(
  "consents",
  {
    workspaceId: workspaceId(),
    userId: text("user_id").notNull(),
    clientId: text("client_id").notNull(),
    scopes: text("scopes").array().notNull().default([]),
    claims: text("claims").array().notNull().default([]),
    /** Scopes at an API, by its address. */
    resources: jsonb("resources").$type<Record<string, string[]>>().notNull().default({}),
    createdAt: createdAt(),
    /** The user asks for the second factor here, where the application leaves it to them. */
    optedInAt: moment("opted_in_at"),
    lastUsedAt: moment("last_used_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId, t.clientId] }),
    ofUser(t),
    foreignKey({
      columns: [t.workspaceId, t.clientId],
      foreignColumns: [applications.workspaceId, applications.id],
    }).onDelete("cascade"),
  ],
);

/** A session as it stood when something was issued in it. Times are ISO strings of the database's clock. */
export type Evidence = {
  beganAt: string;
  rememberedAt: string | null;
  deferredAt: string | null;
  proofs: StoredProof[];
  /** The address of the browser it was issued through; left out by earlier versions. */
  ip?: string;
};

/**
 * What the provider keeps between two requests: codes, tokens, grants, interactions. Each is found by its own secret,
 * before any workspace is known, so the table stands outside them.
 */
export const artifacts = pgTable(
  "artifacts",
  {
    kind: text("kind").notNull(),
    /** SHA-256 of what the holder presents. */
    id: text("id").notNull(),
    workspaceId: text("workspace_id"),
    clientId: text("client_id"),
    userId: text("user_id"),
    sessionId: text("session_id"),
    grantId: text("grant_id"),
    userCode: text("user_code"),
    /** What was proved when it was issued: the facts that a refresh is decided by. */
    evidence: jsonb("evidence").$type<Evidence>(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    consumedAt: moment("consumed_at"),
    expiresAt: moment("expires_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.id] }),
    index("artifacts_by_grant").on(t.grantId),
    index("artifacts_by_user").on(t.workspaceId, t.userId, t.kind),
    index("artifacts_by_session").on(t.sessionId),
    index("artifacts_by_expiry").on(t.expiresAt),
    uniqueIndex("artifacts_by_user_code").on(t.userCode),
  ],
);

/** The issuer's keys. The current one signs; a past one is published until nothing that it signed is of use any more. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    kid: text("kid").primaryKey(),
    publicJwk: jsonb("public_jwk").$type<Record<string, unknown>>().notNull(),
    /** Sealed; bound to the key's id. */
    privateJwk: text("private_jwk").notNull(),
    state: text("state").notNull(),
    supersededAt: moment("superseded_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("signing_keys_one_current").on(t.state).where(sql`state = 'current'`)],
);
