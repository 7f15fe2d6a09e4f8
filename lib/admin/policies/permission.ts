import "server-only";
import type { Db } from "../../db/client";
import { countOwners } from "../../identity/users/service";
import { type AdminAct, mayEnforceForAll } from "../../policy/core/loosen";
import { type PlannedPolicy, requirementUnder } from "../../policy/core/planned";
import { requireOwnSatisfied } from "../../policy/refusal";
import { type Admin, isMachine, requirePermission } from "../authority";

/** Asks whether the actor may do this to a policy or to its people, behind the proof it takes. Throws as `requirePermission`. */
export async function requireActOnPolicy(
  db: Db,
  { subject }: Admin,
  about: Pick<AdminAct, "act" | "isSelf" | "isAboveActor">,
): Promise<void> {
  const { workspace, user } = subject;
  const isSoleOwner = user.role === "owner" && (await countOwners(db, workspace.id)) === 1;
  requirePermission(subject, { ...about, isSoleOwner });
}

/**
 * A67: whoever comes under a rule by their own hand satisfies it with a factor proved in this session, or sets theirs up
 * first. Throws `step_up_required` with what would do, `set_up_yours_first`.
 */
export function requireOwnFactor({ subject }: Admin, planned: PlannedPolicy): void {
  if (isMachine(subject)) return;
  const { rules, facts } = subject;
  requireOwnSatisfied(mayEnforceForAll(requirementUnder(rules, planned, facts.now), facts));
}
