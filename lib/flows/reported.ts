import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { endAccess } from "../identity/sessions/service";
import type { UserRow } from "../identity/users/service";
import { callOffOwnRecovery } from "../identity/waiting-resets/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";
import { voidFlows } from "./reset";

/**
 * "This was not me": ends every session of a user, remembers no browser any more and voids what is under way, the user's
 * own waiting recovery too: whoever reports a stranger is told that theirs is off with it. Neither password nor factor changes. Audited and mailed. Call it with the user locked; `by` says what let them report it.
 */
export async function endReportedAccess(
  tx: Db,
  user: UserRow,
  { by, about, client }: { by: "mail" | "device"; about: Record<string, unknown>; client: Client },
): Promise<void> {
  const { workspaceId, id: userId } = user;
  const sessionsEnded = await endAccess(tx, { workspaceId, userId, except: [], reason: "reported" });
  await voidFlows(tx, { workspaceId, userId });
  const record = { workspaceId, actorId: null, targetId: userId, client };
  await recordEvent(tx, {
    ...record,
    action: "session.reported",
    data: { ...about, by, sessionsEnded },
  });
  const to = { ...user, workspace: (await getWorkspace(tx, workspaceId)).name };
  const what = { detail: { by }, at: new Date(), client };
  await sendNotice(tx, to, { ...what, kind: "sessions_ended", eventKey: newId("event") });
  const called = await callOffOwnRecovery(tx, { workspaceId, userId });
  if (!called) return;
  await recordEvent(tx, { ...record, action: "reset.cancelled", data: { ...called, because: "reported" } });
  await sendNotice(tx, to, { ...what, kind: "reset_cancelled", eventKey: newId("event") });
}
