import "server-only";
import { recordEvent } from "../audit/service";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import {
  clearFactorAttempts,
  listCredentials,
  removeCredentials,
  removeRecoveryCodes,
} from "../factors/service";
import { endAccess } from "../identity/sessions/service";
import { findUserByEmail, getLockedUser, updateUser } from "../identity/users/service";
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
    const rows = await listCredentials(tx, owner);
    await removeCredentials(
      tx,
      owner,
      rows.map(({ id }) => id),
    );
    await removeRecoveryCodes(tx, owner);
    await clearFactorAttempts(tx, owner);
    await updateUser(tx, owner.workspaceId, owner.userId, {
      twoFactorOn: false,
      twoFactorOrigin: null,
      twoFactorSince: null,
      preferredFactor: null,
    });
    await endAccess(tx, { ...owner, except: null, reason: "two_factor_reset" });
    const data = { removed: rows.map(({ kind }) => kind) };
    const { workspaceId, userId } = owner;
    await recordEvent(tx, {
      workspaceId,
      action: "two_factor.reset",
      actorId: null,
      targetId: userId,
      client: OPERATOR,
      data,
    });
    const { name: workspace } = await getWorkspace(tx, workspaceId);
    const to = { workspaceId, workspace, email: user.email, name: user.name };
    const detail =
      "The operator of this server removed every factor and recovery code, and ended all sessions.";
    await sendNotice(tx, to, {
      kind: "two_factor_off",
      eventKey: newId("event"),
      at: new Date(),
      client: OPERATOR,
      detail,
    });
    return { removed: rows.length };
  });
}
