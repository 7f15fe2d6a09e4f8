import "server-only";
import { z } from "@hono/zod-openapi";
import { isInReach, requireReach } from "../../../admin/authority";
import { MOST_MOVED, moveUsers } from "../../../admin/policies/moves";
import { createPolicy, deletePolicy, savePolicy } from "../../../admin/policies/save";
import { settingsOfPolicy } from "../../../admin/policies/settings";
import { countStatuses } from "../../../admin/profiles";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { AppError } from "../../../core/errors";
import { rehearse } from "../../../db/rehearse";
import { getLockedPolicy, listPolicies } from "../../../policy/policies";
import { type Call, type Operation, operation } from "../operation";
import { flag } from "../paging";
import { PLAIN, policyCreateSchema, policyPatchSchema, policySchema, toPolicy, withPatch } from "./schema";

const tag = "Authentication policies";
const path = "/authentication-policies";
const params = z.strictObject({ id: z.string().max(64) });
const scopes = ["update:mfa_policies"] as const;
const alsoUses = ["delete:mfa_policies"] as const;

type Where = Pick<Call, "db" | "actor" | "workspaceId">;

async function find({ db, actor, workspaceId }: Where, id: string) {
  const row = (await listPolicies(db, workspaceId)).find((one) => one.id === id);
  if (!row) throw new AppError("not_found");
  requireReach(actor.subject, { policyId: row.id });
  return toPolicy(row);
}

const list = operation({
  method: "get",
  path,
  tag,
  summary: "List authentication policies",
  scopes: ["read:mfa_policies"],
  status: 200,
  answer: z.array(policySchema),
  run: async ({ db, actor, workspaceId }) =>
    (await listPolicies(db, workspaceId))
      .filter(({ id }) => isInReach(actor.subject, { policyId: id }))
      .map(toPolicy),
});

const getOne = operation({
  method: "get",
  path: `${path}/{id}`,
  tag,
  summary: "Get an authentication policy",
  scopes: ["read:mfa_policies"],
  params,
  status: 200,
  answer: policySchema,
  run: (call) => find(call, call.params.id),
});

const create = operation({
  method: "post",
  path,
  tag,
  summary: "Make an authentication policy",
  description: "Without members; what is left out is as in a new workspace's `Default`.",
  scopes,
  isForAll: true,
  body: policyCreateSchema,
  status: 201,
  answer: policySchema,
  errors: ["name_taken", "policy_empty"],
  run: async (call) => find(call, await createPolicy(call.db, call.actor, withPatch(PLAIN, call.body))),
});

const counts = z.record(z.enum(SHIELD_STATUSES), z.int());

const patch = operation({
  method: "patch",
  path: `${path}/{id}`,
  tag,
  summary: "Change an authentication policy",
  description:
    "Fields that are left out stay. What loosens takes `delete:mfa_policies` too. With `dry_run=true` nothing is changed; the answer says how its people would stand before and after.",
  scopes,
  alsoUses,
  params,
  query: z.strictObject({ dry_run: flag() }),
  body: policyPatchSchema,
  status: 200,
  answer: z
    .object({ policy: policySchema, dry_run: z.boolean(), before: counts, after: counts })
    .openapi("AuthenticationPolicyChanged"),
  errors: ["policy_empty", "name_taken", "missing_right"],
  current: async (call) => toPolicy(await getLockedPolicy(call.db, call.workspaceId, call.params.id)),
  run: async (call) => {
    const {
      actor,
      workspaceId,
      params: { id },
      query,
      body,
    } = call;
    const change = async (db: Call["db"]) => {
      const seen = settingsOfPolicy(await getLockedPolicy(db, workspaceId, id));
      requireReach(actor.subject, { policyId: id });
      const before = await countStatuses(db, actor, { policyId: id });
      await savePolicy(db, actor, { policyId: id, seen, settings: withPatch(seen, body) });
      const after = await countStatuses(db, actor, { policyId: id });
      return { policy: await find({ ...call, db }, id), dry_run: query.dry_run === true, before, after };
    };
    return query.dry_run ? rehearse(call.db, change) : change(call.db);
  },
});

const remove = operation({
  method: "delete",
  path: `${path}/{id}`,
  tag,
  summary: "Remove an authentication policy",
  description: "Its people go to `move_to`, judged as a move.",
  scopes: ["delete:mfa_policies"],
  alsoUses: ["update:mfa_policies"],
  params,
  query: z.strictObject({ move_to: z.string().max(64).optional() }),
  status: 204,
  errors: ["policy_kept", "too_many", "missing_right", "own_requirement"],
  run: async ({ db, actor, params: { id }, query }) => {
    await deletePolicy(db, actor, { policyId: id, moveTo: query.move_to ?? null });
  },
});

const move = operation({
  method: "post",
  path: `${path}/{id}/users`,
  tag,
  summary: "Put users under an authentication policy",
  description: `All or none, at most ${MOST_MOVED}; whoever is there already is left alone.`,
  scopes,
  alsoUses,
  params,
  query: z.strictObject({ dry_run: flag() }),
  body: z
    .strictObject({ user_ids: z.array(z.string().max(64)).min(1).max(MOST_MOVED) })
    .openapi("AuthenticationPolicyMembers"),
  status: 200,
  answer: z.object({ moved: z.int(), dry_run: z.boolean() }),
  errors: ["users_unknown", "missing_right", "own_requirement"],
  run: async ({ db, actor, params: { id: policyId }, query, body }) => {
    requireReach(actor.subject, { policyId });
    const change = (tx: Call["db"]) => moveUsers(tx, actor, { userIds: body.user_ids, policyId });
    const { moved } = query.dry_run ? await rehearse(db, change) : await change(db);
    return { moved, dry_run: query.dry_run === true };
  },
});

export const policyOperations: Operation[] = [list, getOne, create, patch, remove, move];
