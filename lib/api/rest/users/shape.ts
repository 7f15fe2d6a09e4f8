import type { z } from "@hono/zod-openapi";
import type { Profile } from "../../../admin/profiles";
import { FACTOR_KINDS } from "../../../policy/core/types";
import { CONNECTION, type userSchema } from "./schema";

/** One user as the API shows them. */
export function toUser({ user, subject, shield }: Profile): z.input<typeof userSchema> {
  const kinds = subject.facts.user.credentials.map(({ kind }) => kind);
  return {
    user_id: user.id,
    email: user.email,
    email_verified: user.emailVerifiedAt !== null,
    name: user.name,
    created_at: user.createdAt.toISOString(),
    ...(user.lastSignInAt ? { last_login: user.lastSignInAt.toISOString() } : {}),
    blocked: user.blockedAt !== null,
    multifactor: FACTOR_KINDS.filter((kind) => kinds.includes(kind)),
    identities: [{ connection: CONNECTION, provider: "auth0", user_id: user.id, isSocial: false }],
    app_metadata: user.appMetadata,
    user_metadata: user.userMetadata,
    role: user.role as "member",
    policy_id: user.policyId,
    mfa_status: shield.status,
    mfa_status_until: shield.until?.toISOString() ?? null,
  };
}
