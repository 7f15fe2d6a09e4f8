import { z } from "@hono/zod-openapi";
import type { CredentialRow } from "../../../factors/service";
import { oneLine } from "../../../identity/core/name";
import type { FactorKind } from "../../../policy/core/types";

/** Auth0's words for the kinds. */
export const METHOD_TYPES = ["passkey", "totp", "phone", "push"] as const;
const TYPE_OF: Record<FactorKind, (typeof METHOD_TYPES)[number]> = {
  passkey: "passkey",
  totp: "totp",
  sms: "phone",
  push: "push",
};

export const methodParams = z.strictObject({ id: z.string().max(64), method_id: z.string().max(64) });

/** A second factor by its kind, name and dates: nothing that could be proved with. */
export const methodSchema = z
  .object({
    id: z.string(),
    type: z.enum(METHOD_TYPES),
    confirmed: z.literal(true),
    name: z.string(),
    created_at: z.iso.datetime(),
    enrolled_at: z.iso.datetime(),
    last_auth_at: z.iso.datetime().optional(),
  })
  .openapi("AuthenticationMethod");

export const renameSchema = z.strictObject({ name: oneLine(60) }).openapi("AuthenticationMethodPatch");

export const toMethod = (row: CredentialRow): z.input<typeof methodSchema> => ({
  id: row.id,
  type: TYPE_OF[row.kind as FactorKind],
  confirmed: true,
  name: row.label,
  created_at: row.createdAt.toISOString(),
  enrolled_at: row.createdAt.toISOString(),
  ...(row.lastUsedAt ? { last_auth_at: row.lastUsedAt.toISOString() } : {}),
});

/** Why it is done; kept in the audit log. Auth0's clients send none. */
export const reasonQuery = z.strictObject({
  reason: z.string().trim().min(3).max(500).default("Asked for by a program"),
});

/** Done, or what it waits for: an administrator's reset waits a day. */
export const resetSchema = z
  .object({ state: z.enum(["done", "waiting"]), due_at: z.iso.datetime().nullable() })
  .openapi("Reset");
