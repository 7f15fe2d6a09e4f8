import "server-only";
import { recordEvent } from "../../audit/service";
import { env } from "../../core/env";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { getUser, tellAdministrators } from "../../identity/users/service";
import { sendNotice } from "../../messaging/notices";
import { getWorkspace } from "../../workspaces/service";
import { type Claimed, disable } from "./store";

const SERVER = { ip: "the server itself", userAgent: "", requestId: "webhooks" };

/**
 * Switches a webhook off that cannot be delivered to, once; audited. Whoever made it is told, or every administrator where that
 * is nobody who could be told any more (a program, somebody who is gone or blocked).
 */
export async function switchOff(tx: Db, claimed: Claimed, reason: "gone" | "failing"): Promise<void> {
  const hook = await disable(tx, claimed, reason);
  if (!hook) return;
  const { workspaceId, webhookId } = claimed;
  const host = new URL(hook.url).host;
  await recordEvent(tx, {
    workspaceId,
    action: "webhook.disabled",
    actorId: null,
    targetId: webhookId,
    client: null,
    data: { host, reason },
  });
  const { name } = await getWorkspace(tx, workspaceId);
  const maker = await findMaker(tx, workspaceId, hook.createdBy);
  const notice = {
    kind: "webhook_disabled",
    detail: { host, reason, url: `${env().APP_URL}/settings/webhooks?id=${webhookId}` },
    eventKey: newId("event"),
    at: hook.now,
    client: SERVER,
  } as const;
  if (maker) await sendNotice(tx, { ...maker, workspaceId, workspace: name }, notice);
  else await tellAdministrators(tx, { id: workspaceId, name }, notice);
}

async function findMaker(tx: Db, workspaceId: string, id: string | null) {
  const user = id === null ? null : await getUser(tx, workspaceId, id).catch(() => null);
  return user && user.blockedAt === null && user.role !== "member" ? user : null;
}
