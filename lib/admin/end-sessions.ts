import "server-only";
import { recordEvent } from "../audit/service";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { endAccess } from "../identity/sessions/service";
import { getLockedUser } from "../identity/users/service";
import type { Admin } from "./authority";
import { requireAct, tellUser } from "./user-security";

/**
 * Ends every session of somebody else and remembers none of their browsers any more; password, factors and requirements stay
 * as they are. Audited and mailed; says how many ended. Throws `missing_right`, `own_requirement`, `step_up_required`,
 * `factor_required`, `not_found`.
 */
export async function endUserSessions(db: Db, actor: Admin, userId: string): Promise<number> {
  const { workspace, user } = actor.subject;
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, userId);
    await requireAct(tx, actor, target, "end_sessions");
    const owner = { workspaceId: workspace.id, userId };
    const count = await endAccess(tx, { ...owner, except: [], reason: "ended_by_admin" });
    await recordEvent(tx, {
      workspaceId: workspace.id,
      action: "session.ended",
      actorId: user.id,
      targetId: target.id,
      client: actor.client,
      data: { all: count },
    });
    await tellUser(tx, actor, target, { kind: "sessions_ended", detail: { by: user.name } });
    return count;
  });
}
