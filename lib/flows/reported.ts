import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { endAccess } from "../identity/sessions/service";
import type { UserRow } from "../identity/users/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";
import { endReportedRecovery } from "./own-recovery";
import { voidFlows } from "./reset";

/**
 * "This was not me": ends every session of a user, remembers no browser any more and voids what is under way, the user's own
 * waiting recovery too, of which they are told. Neither password nor factor changes. Audited and mailed. Call it with the user
 * locked; `by` says what let them report it.
 */
export async function endReportedAccess(
  tx: Db,
  user: UserRow,
  { by, about, client }: { by: "mail" | "device"; about: Record<string, unknown>; client: Client },
): Promise<void> {
  const { workspaceId, id: userId } = user;
  const sessionsEnded = await endAccess(tx, { workspaceId, userId, except: [], reason: "reported" });
  await voidFlows(tx, { workspaceId, userId });
  await recordEvent(tx, {
    workspaceId,
    action: "session.reported",
    actorId: null,
    targetId: userId,
    client,
    data: { ...about, by, sessionsEnded },
  });
  const to = { ...user, workspace: (await getWorkspace(tx, workspaceId)).name };
  const what = { detail: { by }, at: new Date(), client };
  await sendNotice(tx, to, { ...what, kind: "sessions_ended", eventKey: newId("event") });
  await endReportedRecovery(tx, user, by, client);
}
