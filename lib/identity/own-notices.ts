import "server-only";
import { env } from "../core/env";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { type NoticeEvent, type Recipient, sendNotice } from "../messaging/notices";
import { issueToken } from "./tokens/service";

/**
 * Mails somebody about what their own session did, with the link for "this was not me": it ends every session and does
 * nothing else. `at` and `client` are of the deed. Call it in the deed's transaction.
 */
export async function sendOwnNotice(
  db: Db,
  to: Recipient & { userId: string },
  event: Omit<NoticeEvent, "eventKey" | "notMeUrl"> & { eventKey?: string },
): Promise<void> {
  const token = await issueToken(db, {
    workspaceId: to.workspaceId,
    userId: to.userId,
    kind: "not_me",
    createdBy: null,
    data: { kind: event.kind, at: event.at.toISOString() },
  });
  const notMeUrl = `${env().APP_URL}/not-me/${token}`;
  await sendNotice(db, to, { eventKey: newId("event"), ...event, notMeUrl } as NoticeEvent);
}
