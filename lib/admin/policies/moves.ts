import "server-only";
import { recordEvents } from "../../audit/service";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { isAbove } from "../../identity/core/rights";
import { startNoticeRun, tellAdministratorsLater } from "../../identity/notice-runs/service";
import { lockMembers, type Member, setPolicyOf } from "../../identity/users/service";
import { compareTerms, type TermsChange } from "../../policy/core/tightening";
import { getLockedPolicy, listPolicies, type PolicyRow, termsOfPolicy } from "../../policy/policies";
import { findRings } from "../../policy/rings/service";
import { type Admin, isOnSelf, requireReach } from "../authority";
import { requireActOnPolicy, requireOwnFactor } from "./permission";

/** More are not moved by one act. */
export const MOST_MOVED = 10_000;

/**
 * Puts users under a policy, all or none: whoever is there already is left alone, and one who is not in the workspace fails
 * the whole. Each is audited; they are mailed one after the other, and the administrators once where there are several.
 * Answers how many were moved. Throws `not_found` for the policy, `users_unknown`, `too_many`, and as `requireActOnPolicy`
 * and `requireOwnFactor`.
 */
export async function moveUsers(
  db: Db,
  actor: Admin,
  input: { userIds: readonly string[]; policyId: string },
): Promise<{ moved: number }> {
  const ids = [...new Set(input.userIds)];
  if (ids.length > MOST_MOVED) throw new AppError("too_many");
  return inTransaction(db, async (tx) => {
    const target = await getLockedPolicy(tx, actor.subject.workspace.id, input.policyId);
    const found = await lockMembers(tx, target.workspaceId, ids);
    if (found.length < ids.length) throw new AppError("users_unknown");
    return { moved: await moveLocked(tx, actor, found, target) };
  });
}

/** The same for users and a policy that are locked already. */
export async function moveLocked(
  tx: Db,
  actor: Admin,
  members: readonly Member[],
  target: PolicyRow,
): Promise<number> {
  const moving = members.filter(({ policyId }) => policyId !== target.id);
  if (moving.length === 0) return 0;
  const policies = new Map((await listPolicies(tx, target.workspaceId)).map((policy) => [policy.id, policy]));
  await requireMoves(tx, actor, moving, policies, target);
  await setPolicyOf(
    tx,
    target.workspaceId,
    moving.map(({ id }) => id),
    target.id,
  );
  await recordEvents(
    tx,
    moving.map(({ id, policyId }) => moveEvent(actor, id, { from: policies.get(policyId), to: target })),
  );
  await tell(tx, actor, target, moving.length);
  return moving.length;
}

/**
 * The same question of somebody who is about to come: to begin under another policy than `Default` is a move from there. Throws
 * as `requireActOnPolicy`.
 */
export async function requireBeginning(
  tx: Db,
  actor: Admin,
  newcomer: Pick<Member, "role">,
  target: PolicyRow,
): Promise<void> {
  const policies = new Map((await listPolicies(tx, target.workspaceId)).map((policy) => [policy.id, policy]));
  const usual = [...policies.values()].find(({ isDefault }) => isDefault);
  if (!usual || usual.id === target.id) return;
  await requireMoves(tx, actor, [{ ...newcomer, id: newId("user"), policyId: usual.id }], policies, target);
}

type Policies = ReadonlyMap<string, PolicyRow>;

/** What a move changes for those who are moved: nothing is stricter or looser than where they come from but the policy. */
function changeFrom(policy: PolicyRow | undefined, target: PolicyRow, now: Date): TermsChange {
  if (!policy) throw new AppError("internal");
  return compareTerms(termsOfPolicy(policy), termsOfPolicy(target), now);
}

/** Nobody is moved on the strength of others: each move is judged as if it were the only one. */
async function requireMoves(
  tx: Db,
  actor: Admin,
  moving: readonly Member[],
  policies: Policies,
  target: PolicyRow,
): Promise<void> {
  const { user, facts } = actor.subject;
  for (const member of [...moving, { policyId: target.id }]) requireReach(actor.subject, member);
  const leavesRing = await ringLeft(tx, target);
  const loosening = new Set(
    [...policies.values()]
      .filter((policy) => changeFrom(policy, target, facts.now).loosened.length > 0 || leavesRing(policy.id))
      .map(({ id }) => id),
  );
  const loosened = moving.filter(({ policyId }) => loosening.has(policyId));
  const isSelf = loosened.some(({ id }) => isOnSelf(actor.subject, id, "loosen"));
  const isAboveActor = loosened.some(({ role }) => isAbove(role, user.role));
  const act = loosened.length > 0 ? "loosen" : "tighten";
  await requireActOnPolicy(tx, actor, { act, isSelf, isAboveActor });
  if (!moving.some(({ id }) => id === user.id)) return;
  const { setBy, since, tightenedAt } = target;
  const terms = termsOfPolicy(target);
  requireOwnFactor(actor, { id: target.id, terms, setBy, since, tightenedAt, coveredSince: facts.now });
}

/** Whether a move from a policy takes somebody out of its ring, where that is what asks them: not once everybody is asked. */
async function ringLeft(tx: Db, target: PolicyRow): Promise<(policyId: string) => boolean> {
  const stored = await findRings(tx, target.workspaceId);
  const started = (stored?.rings ?? []).filter(({ startedAt }) => startedAt !== null);
  const isIn = (policyId: string) => started.some((ring) => ring.policyId === policyId);
  const isEverybodyIn = started.some(({ percent }) => percent === 100);
  return (policyId) => !isEverybodyIn && isIn(policyId) && !isIn(target.id);
}

const named = (policy: PolicyRow | undefined) => policy && { id: policy.id, name: policy.name };

const moveEvent = (
  { subject, client }: Admin,
  targetId: string,
  { from, to }: { from: PolicyRow | undefined; to: PolicyRow },
) => ({
  workspaceId: to.workspaceId,
  action: "policy.moved" as const,
  actorId: subject.user.id,
  targetId,
  client,
  data: { from: named(from), to: named(to) },
});

async function tell(tx: Db, { subject }: Admin, target: PolicyRow, count: number): Promise<void> {
  const { workspace, user } = subject;
  await startNoticeRun(tx, {
    workspaceId: workspace.id,
    kind: "policy_moved",
    by: user.name,
    createdBy: user.id,
    policy: { id: target.id, name: target.name, isMove: true },
  });
  if (count === 1) return;
  const url = `${env().APP_URL}/settings/users?policy=${target.id}`;
  await tellAdministratorsLater(tx, workspace.id, {
    kind: "users_moved",
    detail: { by: user.name, policy: target.name, count, url },
    except: user.id,
  });
}
