import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import type { Rejection } from "../factors/factor";
import { markSuspect } from "../factors/service";
import type { UserRow } from "../identity/users/service";
import type { NoticeKind } from "../messaging/core/notices";
import { sendNotice } from "../messaging/notices";
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
      await tell(tx, user, client, "credential_suspect", "A passkey");
    }
    if (!stopsNow) return;
    await follow(tx, "factor.stopped", { factor: "passkey" });
    await tell(tx, user, client, "factor_stopped", "Your passkey");
  });
  return new AppError(verdict.code);
}

async function tell(tx: Db, user: UserRow, client: Client, kind: NoticeKind, detail: string): Promise<void> {
  const { workspaceId, email, name } = user;
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const event = { kind, eventKey: newId("event"), at: new Date(), client, detail };
  await sendNotice(tx, { workspaceId, workspace, email, name }, event);
}
