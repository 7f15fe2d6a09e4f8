import "server-only";
import { recordEvent } from "../audit/service";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { removeEveryFactor } from "../flows/reset";
import { findUserByEmail, getLockedUser } from "../identity/users/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";

const OPERATOR = { ip: "the server itself", userAgent: "the operator's command", requestId: "operator" };

/**
 * The operator's last way in for somebody who has lost every factor: factors, recovery codes and sessions go, the password and
 * every requirement stay. Audited and mailed; there is no way to it over HTTP (A70). Throws `not_found`.
 */
export async function breakGlass(db: Db, email: string): Promise<{ removed: number }> {
  const found = await findUserByEmail(db, email);
  if (!found) throw new AppError("not_found");
  const owner = { workspaceId: found.workspaceId, userId: found.id };
  return inTransaction(db, async (tx) => {
    const user = await getLockedUser(tx, owner.workspaceId, owner.userId);
    const removed = await removeEveryFactor(tx, owner);
    const { workspaceId, userId } = owner;
    await recordEvent(tx, {
      workspaceId,
      action: "two_factor.reset",
      actorId: null,
      actorKind: "operator",
      targetId: userId,
      client: OPERATOR,
      data: { removed },
    });
    const { name: workspace } = await getWorkspace(tx, workspaceId);
    await sendNotice(
      tx,
      { ...user, workspace },
      {
        kind: "two_factor_reset",
        detail: { by: "operator" },
        eventKey: newId("event"),
        at: new Date(),
        client: OPERATOR,
      },
    );
    return { removed: removed.length };
  });
}
