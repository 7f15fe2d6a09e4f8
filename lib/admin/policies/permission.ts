import "server-only";
import { requireFreshProof } from "../../context/require";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { hasRight } from "../../identity/core/rights";
import { countOwners } from "../../identity/users/service";
import { type AdminAct, mayActOn, mayEnforceForAll } from "../../policy/core/loosen";
import { type PlannedPolicy, requirementUnder } from "../../policy/core/planned";
import { refusalError } from "../../policy/refusal";

/**
 * Asks whether the actor may do this to a policy or to its people, behind the proof it takes. Throws `missing_right`,
 * `own_requirement`, `step_up_required`, `factor_required`.
 */
export async function requirePermission(
  db: Db,
  { subject }: Actor,
  act: Pick<AdminAct, "act" | "isSelf" | "isAboveActor">,
): Promise<void> {
  const { workspace, user } = subject;
  const isSoleOwner = user.role === "owner" && (await countOwners(db, workspace.id)) === 1;
  const permission = mayActOn({ ...act, isSoleOwner, hasRight: hasRight(user, "manage_user_rights") });
  if (!permission.allowed) throw refusalError(permission.reason);
  requireFreshProof(subject, permission.level === "own" ? "own" : "aal2");
}

/**
 * A67: whoever comes under a rule by their own hand satisfies it with a factor proved in this session, or sets theirs up
 * first. Throws `step_up_required` with what would do, `set_up_yours_first`.
 */
export function requireOwnFactor({ subject }: Actor, planned: PlannedPolicy): void {
  const { rules, facts } = subject;
  const permission = mayEnforceForAll(requirementUnder(rules, planned, facts.now), facts);
  if (permission.allowed) return;
  if (permission.reason === "prove_yours_first" && "factors" in permission)
    throw new AppError("step_up_required", { challenge: permission.factors });
  throw refusalError(permission.reason);
}
