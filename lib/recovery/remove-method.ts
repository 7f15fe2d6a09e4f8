import "server-only";
import type { Admin } from "../admin/authority";
import { requireAct, tellUser } from "../admin/user-security";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { listCredentials, removeCredentials } from "../factors/service";
import { endAccess } from "../identity/sessions/service";
import { getLockedUser } from "../identity/users/service";
import { isPushAlone } from "../policy/core/loosen";
import { recordOn } from "./record";
import { type ResetState, resetIn } from "./reset";
import { isGuarded } from "./second-hand";

/**
 * Removes one factor of a member's and ends all sessions, by the rules of a reset; the last one is a reset. An
 * administrator's go together, after a day, or one after the other would be a way round the wait. Throws `not_found`,
 * `removed_together`, `push_needs_another` where push approval alone would be left, and what `requireAct` throws.
 */
export async function removeUserMethod(
  db: Db,
  actor: Admin,
  { userId, credentialId, reason }: { userId: string; credentialId: string; reason: string },
): Promise<ResetState> {
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
    await requireAct(tx, actor, target, "reset");
    const owner = { workspaceId: target.workspaceId, userId: target.id };
    const rows = await listCredentials(tx, owner);
    const row = rows.find(({ id }) => id === credentialId);
    if (!row) throw new AppError("not_found");
    if (isGuarded(target, actor.subject.facts.now)) throw new AppError("removed_together");
    const kept = rows.filter(({ id }) => id !== credentialId);
    if (row.kind !== "push" && isPushAlone(kept)) throw new AppError("push_needs_another");
    if (kept.length === 0) return resetIn(tx, actor, target, reason);
    await removeCredentials(tx, owner, [row.id]);
    const sessionsEnded = await endAccess(tx, { ...owner, except: [], reason: "factor_removed" });
    const data = { factor: row.kind, credentialId, reason, sessionsEnded };
    await recordOn(tx, actor, target, "credential.removed", data);
    const factor = { kind: row.kind, label: row.label };
    await tellUser(tx, actor, target, { kind: "factor_removed", detail: { factor } });
    return { state: "done" };
  });
}
