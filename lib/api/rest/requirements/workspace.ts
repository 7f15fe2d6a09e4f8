import "server-only";
import { z } from "@hono/zod-openapi";
import { enforceForAll, getEnforcement, revokeEnforcement } from "../../../admin/enforcement/enforce";
import { termsSchema } from "../../../admin/enforcement/terms";
import { countStatuses } from "../../../admin/profiles";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { rehearse } from "../../../db/rehearse";
import { getLockedWorkspace } from "../../../workspaces/service";
import { type Call, type Operation, operation } from "../operation";
import { flag } from "../paging";

const tag = "Requirements";
const path = "/mfa-requirements/workspace";
const { effect, graceDays } = termsSchema.shape;

const requirementSchema = z
  .object({
    required: z.boolean(),
    since: z.iso.datetime().nullable(),
    set_by: z.string().nullable(),
    effect: effect.nullable(),
    grace_days: z.int().nullable(),
  })
  .openapi("WorkspaceRequirement");

async function read({ db, workspaceId }: Pick<Call, "db" | "workspaceId">) {
  const found = await getEnforcement(db, workspaceId);
  return {
    required: found !== null,
    since: found?.since ?? null,
    set_by: found?.by ?? null,
    effect: found?.effect ?? null,
    grace_days: found?.graceDays ?? null,
  };
}

const get = operation({
  method: "get",
  path,
  tag,
  summary: "Whether a second factor is enforced for all users",
  scopes: ["read:mfa_requirements"],
  status: 200,
  answer: requirementSchema,
  run: read,
});

const counts = z.record(z.enum(SHIELD_STATUSES), z.int());

const put = operation({
  method: "put",
  path,
  tag,
  summary: "Enforce a second factor for all users, or no longer",
  description:
    "One rule, whatever the number of users; boxes and policies stay. `false` takes `delete:mfa_requirements` too. With `dry_run=true` the answer says how everybody would stand, and nothing is changed.",
  scopes: ["update:mfa_requirements", "delete:mfa_requirements"],
  isForAll: true,
  query: z.strictObject({ dry_run: flag() }),
  body: z
    .strictObject({
      required: z.boolean(),
      effect: effect.default("next_sign_in"),
      grace_days: graceDays.default(null),
      notify_users: z.boolean().default(false),
    })
    .openapi("WorkspaceRequirementChange"),
  status: 200,
  answer: requirementSchema
    .extend({ dry_run: z.boolean(), before: counts, after: counts })
    .openapi("WorkspaceRequirementChanged"),
  errors: ["already_done", "conflict", "no_method_possible", "missing_right"],
  current: async (call) => {
    await getLockedWorkspace(call.db, call.workspaceId);
    return read(call);
  },
  run: async ({ db, actor, workspaceId, query, body }) => {
    const change = async (tx: Call["db"]) => {
      const before = await countStatuses(tx, actor, {});
      const { required, notify_users: tellsEverybody } = body;
      const terms = { effect: body.effect, graceDays: body.grace_days };
      if (required) await enforceForAll(tx, actor, { ...terms, tellsEverybody });
      else await revokeEnforcement(tx, actor, { tellsEverybody });
      const after = await countStatuses(tx, actor, {});
      return { ...(await read({ db: tx, workspaceId })), dry_run: query.dry_run === true, before, after };
    };
    return query.dry_run ? rehearse(db, change) : change(db);
  },
});

export const workspaceRequirementOperations: Operation[] = [get, put];
