import "server-only";
import { z } from "@hono/zod-openapi";
import { termsSchema } from "../../../admin/enforcement/terms";
import { getLockedProfile, getProfile, type Profile } from "../../../admin/profiles";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { saveUserSecurity } from "../../../admin/user-security";
import { rehearse } from "../../../db/rehearse";
import { FACTOR_KINDS, type Source } from "../../../policy/core/types";
import { requirementOf } from "../../../policy/service";
import { type Operation, operation } from "../operation";
import { flag } from "../paging";
import { userIdParams } from "../users/schema";

const tag = "Requirements";
const path = "/mfa-requirements/users/{id}";
const { effect, graceDays } = termsSchema.shape;

const sourceSchema = z
  .object({
    kind: z.enum(["user", "workspace", "policy", "application"]),
    set_by: z.string().nullable(),
    since: z.iso.datetime(),
    effect: z.enum(["next_sign_in", "right_away"]),
  })
  .openapi("RequirementSource");

export const requirementSchema = z
  .object({
    user_id: z.string(),
    required: z.boolean().openapi({ description: "The user's own box, whatever else requires it" }),
    is_required: z.boolean().openapi({ description: "Whether anything requires it" }),
    status: z.enum(SHIELD_STATUSES),
    status_until: z.iso.datetime().nullable(),
    accepted: z.array(z.enum(FACTOR_KINDS)),
    phishing_resistant: z.boolean(),
    grace_until: z.iso.datetime().nullable(),
    sources: z.array(sourceSchema),
    suspended: z.array(sourceSchema),
    exemption: z.object({ reason: z.string(), until: z.iso.datetime() }).nullable(),
    dry_run: z.boolean(),
  })
  .openapi("UserRequirement");

const toSource = ({ kind, setBy, since, effect }: Source): z.input<typeof sourceSchema> => ({
  kind,
  set_by: setBy,
  since: since.toISOString(),
  effect,
});

/** What stands about one user, as the API shows it. */
export function toRequirement(
  { user, subject, shield }: Profile,
  isRehearsed: boolean,
): z.input<typeof requirementSchema> {
  const requirement = requirementOf(subject);
  const { exemption } = requirement;
  return {
    user_id: user.id,
    required: user.requiredSince !== null,
    is_required: requirement.required,
    status: shield.status,
    status_until: shield.until?.toISOString() ?? null,
    accepted: [...requirement.accepted],
    phishing_resistant: requirement.phishingResistant,
    grace_until: requirement.graceUntil?.toISOString() ?? null,
    sources: requirement.sources.map(toSource),
    suspended: requirement.suspended.map(toSource),
    exemption: exemption && { reason: exemption.reason, until: exemption.endsAt.toISOString() },
    dry_run: isRehearsed,
  };
}

const get = operation({
  method: "get",
  path,
  tag,
  summary: "What is required of a user, by whom and since when",
  scopes: ["read:mfa_requirements"],
  params: userIdParams,
  status: 200,
  answer: requirementSchema,
  run: async ({ db, actor, params }) => toRequirement(await getProfile(db, actor, params.id), false),
});

const put = operation({
  method: "put",
  path,
  tag,
  summary: "Require a second factor of a user, or no longer",
  description:
    "Sets the user's own box and nothing else: what a policy or the workspace requires stays. `false` takes `delete:mfa_requirements` too. With `dry_run=true` the answer says what would be in force, and nothing is changed.",
  scopes: ["update:mfa_requirements", "delete:mfa_requirements"],
  params: userIdParams,
  query: z.strictObject({ dry_run: flag() }),
  body: z
    .strictObject({
      required: z.boolean(),
      effect: effect.default("next_sign_in"),
      grace_days: graceDays.default(null),
    })
    .openapi("UserRequirementChange"),
  status: 200,
  answer: requirementSchema,
  errors: ["missing_right", "own_requirement"],
  current: async ({ db, actor, params }) =>
    toRequirement(await getLockedProfile(db, actor, params.id), false),
  run: ({ db, actor, params, query, body }) => {
    const change = async (tx: typeof db, isRehearsed: boolean) => {
      const terms = { effect: body.effect, graceDays: body.grace_days };
      await saveUserSecurity(tx, actor, { userId: params.id, requireMfa: body.required, terms });
      return toRequirement(await getProfile(tx, actor, params.id), isRehearsed);
    };
    return query.dry_run ? rehearse(db, (tx) => change(tx, true)) : change(db, false);
  },
});

export const userRequirementOperations: Operation[] = [get, put];
