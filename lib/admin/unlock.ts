import "server-only";
import { recordEvent } from "../audit/service";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { clearLocks, listLocks } from "../factors/service";
import { getLockedUser } from "../identity/users/service";
import type { Admin } from "./authority";
import { requireAct, tellUser } from "./user-security";

/**
 * Clears every delay and every stop that wrong answers brought upon somebody else; factors, password and requirements stay
 * as they are. Audited with what was locked, and mailed. Throws `missing_right`, `own_requirement`, `step_up_required`,
 * `factor_required`, `not_found`, and `already_done` where nothing is locked.
 */
export async function unlockUser(db: Db, actor: Admin, userId: string): Promise<void> {
  const { workspace, user } = actor.subject;
  const workspaceId = workspace.id;
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspaceId, userId);
    await requireAct(tx, actor, target, "unlock");
    const locks = await listLocks(tx, target);
    if (locks.length === 0) throw new AppError("already_done");
    await clearLocks(tx, target);
    await recordEvent(tx, {
      workspaceId,
      action: "user.unlocked",
      actorId: user.id,
      targetId: target.id,
      client: actor.client,
      data: { locks: locks.map(({ kind, inARow, isStopped }) => ({ kind, inARow, isStopped })) },
    });
    await tellUser(tx, actor, target, { kind: "unlocked", detail: { by: user.name } });
  });
}
