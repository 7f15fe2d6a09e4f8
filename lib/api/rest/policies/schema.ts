import { z } from "@hono/zod-openapi";
import { NEW_POLICY, type PolicySettings, policySettingsSchema } from "../../../admin/policies/schema";
import { settingsOfPolicy } from "../../../admin/policies/settings";
import { FACTOR_KINDS } from "../../../policy/core/types";
import type { PolicyRow } from "../../../policy/policies";

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Snake<S extends string> = S extends `${infer Head}${infer Rest}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Rest>}`
  : S;
type Shape = {
  [K in keyof typeof policySettingsSchema.shape as Snake<K>]: (typeof policySettingsSchema.shape)[K];
};

/** The settings of a policy in this API's spelling, field by field as the screen has them. */
const fields = Object.fromEntries(
  Object.entries(policySettingsSchema.shape).map(([name, field]) => [snake(name), field]),
) as unknown as Shape;

const { name: _unnamed, ...plain } = NEW_POLICY;

/** What a policy that says nothing else is made with: the same as `Default` at its first moment. */
export const PLAIN: Omit<PolicySettings, "name"> = { ...plain, methods: [...FACTOR_KINDS] };

const patchFields = z.strictObject(fields).partial();

export const policyPatchSchema = patchFields.openapi("AuthenticationPolicyPatch");
export const policyCreateSchema = patchFields
  .extend({ name: fields.name })
  .openapi("AuthenticationPolicyCreate");

export const policySchema = z
  .object({ id: z.string(), is_default: z.boolean(), ...fields })
  .openapi("AuthenticationPolicy");

export function toPolicy(row: PolicyRow): z.input<typeof policySchema> {
  const settings = Object.entries(settingsOfPolicy(row)).map(([name, value]) => [snake(name), value]);
  return { id: row.id, is_default: row.isDefault, ...Object.fromEntries(settings) } as z.input<
    typeof policySchema
  >;
}

/** `settings` with what was sent in its place. */
export function withPatch<S extends Partial<PolicySettings>>(
  settings: S,
  patch: z.output<typeof patchFields>,
) {
  const sent = Object.keys(policySettingsSchema.shape).flatMap((name) => {
    const value = patch[snake(name) as keyof typeof patch];
    return value === undefined ? [] : [[name, value] as const];
  });
  return policySettingsSchema.parse({ ...settings, ...Object.fromEntries(sent) });
}
