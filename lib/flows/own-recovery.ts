import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { UserRow } from "../identity/users/service";
import { callOffOwnRecovery } from "../identity/waiting-resets/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";

/** Why it is off: a stranger was reported, or a factor that was said to be lost has just been proved. */
type Because = { because: "reported"; by: "mail" | "device" } | { because: "factor_proved" };

/**
 * Calls a user's own waiting recovery off, on record and mailed; nothing happens where none waits. Call it with
 * the user locked.
 */
async function endOwnRecovery(tx: Db, user: UserRow, why: Because, client: Client): Promise<void> {
  const { workspaceId, id: userId } = user;
  const called = await callOffOwnRecovery(tx, { workspaceId, userId });
  if (!called) return;
  await recordEvent(tx, {
    workspaceId,
    action: "reset.cancelled",
    actorId: null,
    targetId: userId,
    client,
    data: { ...called, because: why.because },
  });
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const by = why.because === "reported" ? why.by : "factor";
  const event = { kind: "reset_cancelled", detail: { by }, at: new Date(), client } as const;
  await sendNotice(tx, { ...user, workspace }, { ...event, eventKey: newId("event") });
}

/** After a report, whatever the user is now. Call it with the user locked. */
export const endReportedRecovery = (
  tx: Db,
  user: UserRow,
  by: "mail" | "device",
  client: Client,
): Promise<void> => endOwnRecovery(tx, user, { because: "reported", by }, client);

/**
 * After a second factor was proved: whoever waits for its removal is not its owner, or needs it no more. Only owners have a
 * recovery of their own. Call it with the user locked.
 */
export async function endNeedlessRecovery(tx: Db, user: UserRow, client: Client): Promise<void> {
  if (user.role === "owner") await endOwnRecovery(tx, user, { because: "factor_proved" }, client);
}
