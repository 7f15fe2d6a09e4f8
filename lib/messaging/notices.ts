import "server-only";
import type { Client } from "../core/client";
import { env } from "../core/env";
import type { Db } from "../db/client";
import { type NoticeKind, notice } from "./core/notices";
import { sendMail } from "./service";

/** Tells a person by mail what changed on the account, in the transaction of the change. `eventKey` makes it once. */
export async function sendNotice(
  db: Db,
  to: { workspaceId: string; workspace: string; email: string; name: string },
  event: { kind: NoticeKind; eventKey: string; at: Date; client: Client; detail?: string },
): Promise<void> {
  const { subject, text } = notice(event.kind, {
    name: to.name,
    workspace: to.workspace,
    at: event.at,
    ip: event.client.ip,
    userAgent: event.client.userAgent,
    origin: env().APP_URL,
    detail: event.detail,
  });
  await sendMail(db, { workspaceId: to.workspaceId, eventKey: event.eventKey, to: to.email, subject, text });
}
