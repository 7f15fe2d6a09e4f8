import "server-only";
import { z } from "@hono/zod-openapi";
import { linesOf, recordExport } from "../../../admin/directory/export";
import {
  countStatuses,
  getProfile,
  listProfiles,
  listProfilesIn,
  type Mark,
  type Profile,
} from "../../../admin/profiles";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { ROLES } from "../../../identity/core/rights";
import { demandOf } from "../../../oidc/what-if/service";
import { foreseeSignIn } from "../../../policy/core/foresee";
import { FACTOR_KINDS, REASONS, type ShieldStatus } from "../../../policy/core/types";
import { requirementOf } from "../../../policy/service";
import { type Call, type Operation, operation } from "../operation";
import { nameCursor, pagingQuery, readNameCursor, takeOf } from "../paging";

const tag = "Status";

const filters = {
  q: z.string().max(100).optional().openapi({ description: "Any part of name or address" }),
  policy_id: z.string().max(64).optional(),
  role: z.enum(ROLES).optional(),
};
export type Filters = { q?: string; policy_id?: string; role?: string };

export const searchOf = ({ q: text, policy_id: policyId, role }: Filters) => ({
  ...(text ? { text } : {}),
  ...(policyId ? { policyId } : {}),
  ...(role ? { role } : {}),
});

export const statusSchema = z
  .object({
    user_id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    policy_id: z.string(),
    status: z.enum(SHIELD_STATUSES),
    until: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
    factors: z.array(z.enum(FACTOR_KINDS)),
    last_login: z.iso.datetime().nullable(),
  })
  .openapi("UserStatus");

export const toStatus = ({ user, subject, shield }: Profile): z.input<typeof statusSchema> => {
  const kinds = subject.facts.user.credentials.map(({ kind }) => kind);
  return {
    user_id: user.id,
    email: user.email,
    name: user.name,
    role: user.role as "member",
    policy_id: user.policyId,
    status: shield.status,
    until: shield.until?.toISOString() ?? null,
    reason: shield.reason ?? null,
    factors: FACTOR_KINDS.filter((kind) => kinds.includes(kind)),
    last_login: user.lastSignInAt?.toISOString() ?? null,
  };
};

const listQuery = z.strictObject({
  ...filters,
  status: z.enum(SHIELD_STATUSES).optional(),
  from: pagingQuery.from,
  take: pagingQuery.take,
});

type Stretch = { after: Mark | null; limit: number };

/** A stretch of the users that such filters leave, by name, and where it goes on. */
export async function listStretch(
  { db, actor }: Pick<Call, "db" | "actor">,
  query: Filters & { status?: ShieldStatus | undefined },
  page: Stretch,
): Promise<{ profiles: Profile[]; next: Mark | null }> {
  const { status } = query;
  const { limit } = page;
  if (status) return listProfilesIn(db, actor, { ...searchOf(query), status }, page);
  const found = await listProfiles(db, actor, searchOf(query), { ...page, limit: limit + 1 });
  const profiles = found.slice(0, limit);
  return { profiles, next: found.length > limit ? (profiles.at(-1)?.user ?? null) : null };
}

const list = operation({
  method: "get",
  path: "/mfa-status",
  tag,
  summary: "List users by how their second factor stands",
  scopes: ["read:mfa_status"],
  query: listQuery,
  status: 200,
  answer: z.object({ users: z.array(statusSchema), next: z.string().nullable() }).openapi("StatusPage"),
  run: async (call) => {
    const { query } = call;
    const page = { after: readNameCursor(query.from), limit: takeOf(query) };
    const { profiles, next } = await listStretch(call, query, page);
    return { users: profiles.map(toStatus), next: next && nameCursor(next) };
  },
});

const summary = operation({
  method: "get",
  path: "/mfa-status/summary",
  tag,
  summary: "Count users by how their second factor stands",
  scopes: ["read:mfa_status"],
  query: z.strictObject(filters),
  status: 200,
  answer: z
    .object({ total: z.int(), by_status: z.record(z.enum(SHIELD_STATUSES), z.int()) })
    .openapi("StatusSummary"),
  run: async ({ db, actor, query }) => {
    const counts = await countStatuses(db, actor, searchOf(query));
    return { total: Object.values(counts).reduce((sum, count) => sum + count, 0), by_status: counts };
  },
});

const csv = operation({
  method: "get",
  path: "/mfa-status/csv",
  tag,
  summary: "Export users and how their second factor stands",
  description: "As CSV (RFC 4180), in the order of the ids. That it was exported is in the audit log.",
  scopes: ["read:mfa_status"],
  isForAll: true,
  query: z.strictObject({ ...filters, status: z.enum(SHIELD_STATUSES).optional() }),
  status: 200,
  textType: "text/csv",
  answer: z.string(),
  run: async ({ db, actor, workspaceId, query }) => {
    const { q: text = "", status = null, policy_id: policyId = null, role = null } = query;
    const filter = { text, status, policyId, role, factor: null, signedIn: null, isInGrace: false };
    await recordExport(db, actor, filter);
    return linesOf(db, workspaceId, filter);
  },
});

const explain = operation({
  method: "get",
  path: "/explain",
  tag,
  summary: "What a user's next sign-in would come to, and why",
  description:
    "A sign-in by password that begins now in a browser nobody knows, every challenge answered: the decision itself, asked beforehand. With `client_id`, `scope` or `max_age` as if that were asked for on the way.",
  scopes: ["read:mfa_requirements"],
  query: z.strictObject({
    user_id: z.string().max(64),
    client_id: z
      .string()
      .max(128)
      .optional()
      .openapi({ description: "As if this application's authorization came" }),
    scope: z.string().max(2_000).optional().openapi({ description: "Scopes it asks for, by spaces" }),
    max_age: z.coerce.number().int().min(0).max(86_400).optional(),
  }),
  status: 200,
  answer: z
    .object({
      user_id: z.string(),
      outcome: z.enum(["allow", "setup", "deny"]),
      proved: z.array(z.string()),
      factors: z.array(z.enum(FACTOR_KINDS)),
      grace_until: z.iso.datetime().nullable(),
      reasons: z.array(z.enum(REASONS)),
    })
    .openapi("Explanation"),
  errors: ["not_found"],
  run: async ({ db, actor, query }) => {
    const { user, subject } = await getProfile(db, actor, query.user_id);
    const demand = await demandOf(db, subject, {
      clientId: query.client_id ?? null,
      scopes: (query.scope ?? "").split(" ").filter((scope) => scope !== ""),
      maxAgeSeconds: query.max_age ?? null,
    });
    const { decision, proved } = foreseeSignIn(requirementOf(subject, demand), subject.facts);
    const setup = decision.outcome === "setup" ? decision : null;
    return {
      user_id: user.id,
      outcome: decision.outcome,
      proved: [...proved],
      factors: [...(setup?.factors ?? [])],
      grace_until: setup?.graceUntil?.toISOString() ?? null,
      reasons: decision.reasons,
    };
  },
});

export const statusOperations: Operation[] = [list, summary, csv, explain];
