import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { voidFlows } from "../flows/reset";
import { endAccess } from "../identity/sessions/service";
import { consumeToken, getOpenToken } from "../identity/tokens/service";
import { getLockedUser } from "../identity/users/service";
import type { NoticeKind } from "../messaging/core/notices";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";

/** What a "this was not me" link is about: no more than the mail said. `at` is an ISO string. */
export type OpenReport = { kind: NoticeKind; at: string; workspaceName: string };

/** Looks at a link without using it: mail scanners open links too. Throws `token_invalid`. */
export async function getReport(db: Db, token: string): Promise<OpenReport> {
  const { workspaceId, data } = await getOpenToken(db, "not_me", token);
  const workspaceName = (await getWorkspace(db, workspaceId)).name;
  return { kind: data.kind as NoticeKind, at: String(data.at), workspaceName };
}

/**
 * "This was not me": ends every session of the user, remembers no browser any more and voids what is under way. Neither
 * the password nor a factor changes. Audited and mailed. Throws `token_invalid` for a link that was used.
 */
export async function reportNotMe(db: Db, token: string, client: Client): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId, data } = await consumeToken(tx, "not_me", token);
    const user = await getLockedUser(tx, workspaceId, userId);
    const ended = await endAccess(tx, { workspaceId, userId, except: [], reason: "reported" });
    await voidFlows(tx, { workspaceId, userId });
    await recordEvent(tx, {
      workspaceId,
      action: "session.reported",
      actorId: null,
      targetId: userId,
      client,
      data: { about: data.kind, at: data.at, sessionsEnded: ended },
    });
    const workspace = (await getWorkspace(tx, workspaceId)).name;
    const event = {
      kind: "sessions_ended",
      detail: {},
      eventKey: newId("event"),
      at: new Date(),
      client,
    } as const;
    await sendNotice(tx, { ...user, workspace }, event);
  });
}
