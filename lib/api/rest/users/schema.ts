import { z } from "@hono/zod-openapi";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { emailSchema } from "../../../identity/core/email";
import { nameSchema } from "../../../identity/core/name";
import { ROLES } from "../../../identity/core/rights";
import { FACTOR_KINDS } from "../../../policy/core/types";

export const CONNECTION = "Username-Password-Authentication";

const metadata = z.record(z.string().max(100), z.unknown());

export const userIdParams = z.strictObject({
  id: z.string().max(64).openapi({ description: "The user's id", example: "usr_01jz8x3k5sf5stc4x9m6pe9tn2" }),
});

/** A user as Auth0's clients know one, and what stands about the second factor. */
export const userSchema = z
  .object({
    user_id: z.string(),
    email: z.string(),
    email_verified: z.boolean(),
    name: z.string(),
    created_at: z.iso.datetime(),
    last_login: z.iso.datetime().optional(),
    blocked: z.boolean(),
    multifactor: z
      .array(z.enum(FACTOR_KINDS))
      .openapi({ description: "Kinds of factor the user has set up" }),
    identities: z.array(
      z.object({
        connection: z.string(),
        provider: z.string(),
        user_id: z.string(),
        isSocial: z.boolean(),
      }),
    ),
    app_metadata: metadata,
    user_metadata: metadata,
    role: z.enum(ROLES),
    policy_id: z.string(),
    mfa_status: z.enum(SHIELD_STATUSES),
    mfa_status_until: z.iso.datetime().nullable(),
  })
  .openapi("User");

export const USER_FIELDS = Object.keys(userSchema.shape);

/** What nobody but the address's owner can show: `false` is accepted, as Auth0's samples send it. */
const unverified = z.literal(false).optional();

const shared = {
  email: emailSchema.optional(),
  email_verified: unverified,
  verify_email: z.boolean().optional(),
  connection: z.literal(CONNECTION).optional(),
  name: nameSchema.optional(),
  app_metadata: metadata.optional(),
  user_metadata: metadata.optional(),
};

export const patchSchema = z
  .strictObject({ ...shared, blocked: z.boolean().optional() })
  .openapi("UserPatch", {
    description:
      "`app_metadata.useMfa` (or `use_mfa`) `true` asks for a second factor; `false` clears that flag alone.",
  });

export const createSchema = z
  .strictObject({
    ...shared,
    email: emailSchema,
    blocked: z.literal(false).optional(),
    role: z.enum(["member", "administrator"]).default("member"),
  })
  .openapi("UserCreate");

export type UserPatch = z.output<typeof patchSchema>;
export type UserCreate = z.output<typeof createSchema>;
