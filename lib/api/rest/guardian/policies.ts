import "server-only";
import { z } from "@hono/zod-openapi";
import { enforceForAll, getEnforcement, revokeEnforcement } from "../../../admin/enforcement/enforce";
import { type Call, type Operation, operation } from "../operation";

const tag = "Guardian";
const path = "/guardian/policies";
/** Auth0's word for a second factor of everybody, whatever application they open. */
const FOR_ALL = "all-applications";
const policies = z.array(z.literal(FOR_ALL)).max(1);

const read = async ({ db, workspaceId }: Pick<Call, "db" | "workspaceId">) =>
  (await getEnforcement(db, workspaceId)) ? [FOR_ALL] : [];

const list = operation({
  method: "get",
  path,
  tag,
  summary: "Whether a second factor is enforced for all users, in Auth0's words",
  scopes: ["read:mfa_policies"],
  status: 200,
  answer: policies,
  run: read,
});

const set = operation({
  method: "put",
  path,
  tag,
  summary: "Enforce a second factor for all users, or no longer, in Auth0's words",
  description: `\`["${FOR_ALL}"]\` enforces at the next sign-in, \`[]\` lifts that and takes \`delete:mfa_policies\` too. \`PUT /mfa-requirements/workspace\` has effect, grace and a dry run.`,
  scopes: ["update:mfa_policies", "delete:mfa_policies"],
  isForAll: true,
  body: policies,
  status: 200,
  answer: policies,
  errors: ["no_method_possible", "missing_right"],
  run: async (call) => {
    const { db, actor, body } = call;
    const isWanted = body.length > 0;
    const isOn = (await read(call)).length > 0;
    if (isWanted && !isOn)
      await enforceForAll(db, actor, { effect: "next_sign_in", graceDays: null, tellsEverybody: false });
    if (!isWanted && isOn) await revokeEnforcement(db, actor, { tellsEverybody: false });
    return read(call);
  },
});

export const guardianPolicyOperations: Operation[] = [list, set];
