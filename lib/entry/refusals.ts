import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import type { Rejection } from "../factors/factor";
import { markSuspect } from "../factors/service";
import { sendOwnNotice } from "../identity/own-notices";
import type { UserRow } from "../identity/users/service";
import type { NoticeOf } from "../messaging/core/notices";
import { getWorkspace } from "../workspaces/service";

export const recordRefusal = (db: Db, user: UserRow, client: Client, reason: string): Promise<void> =>
  recordEvent(db, {
    workspaceId: user.workspaceId,
    action: "session.refused",
    actorId: null,
    targetId: user.id,
    result: "refused",
    client,
    data: { reason },
  });

/** Records a refused passkey, with what follows from it: a suspect key, a stopped method. Gives the error to throw. */
export async function refusePasskey(
  db: Db,
  user: UserRow,
  client: Client,
  verdict: Rejection,
  stopsNow: boolean,
): Promise<AppError> {
  const { workspaceId, id: userId } = user;
  const follow = async (tx: Db, action: "credential.suspect" | "factor.stopped", data: object) =>
    recordEvent(tx, { workspaceId, action, actorId: null, targetId: userId, client, data: { ...data } });
  await inTransaction(db, async (tx) => {
    await recordRefusal(tx, user, client, verdict.code);
    const credentialId = verdict.suspectCredentialId;
    if (credentialId) {
      await markSuspect(tx, { workspaceId, userId }, credentialId);
      await follow(tx, "credential.suspect", { credentialId });
      await tell(tx, user, client, { kind: "credential_suspect", detail: {} });
    }
    if (!stopsNow) return;
    await follow(tx, "factor.stopped", { factor: "passkey" });
    await tell(tx, user, client, { kind: "factor_stopped", detail: { factor: { kind: "passkey" } } });
  });
  return new AppError(verdict.code);
}

async function tell(tx: Db, user: UserRow, client: Client, notice: NoticeOf): Promise<void> {
  const workspace = (await getWorkspace(tx, user.workspaceId)).name;
  await sendOwnNotice(tx, { ...user, userId: user.id, workspace }, { ...notice, at: new Date(), client });
}
