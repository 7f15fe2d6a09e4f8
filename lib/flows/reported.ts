import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { endAccess } from "../identity/sessions/service";
import type { UserRow } from "../identity/users/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";
import { voidFlows } from "./reset";

/**
 * "This was not me": ends every session of a user, remembers no browser any more and voids what is under way. Neither the
 * password nor a factor changes. Audited and mailed. Call it with the user locked; `by` says what let them report it.
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
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const event = {
    kind: "sessions_ended",
    detail: { by },
    eventKey: newId("event"),
    at: new Date(),
    client,
  } as const;
  await sendNotice(tx, { ...user, workspace }, event);
}
