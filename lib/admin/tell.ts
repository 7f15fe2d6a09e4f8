import "server-only";
import type { AuditAction } from "../audit/core/events";
import { recordEvent } from "../audit/service";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { UserRow } from "../identity/users/service";
import type { NoticeOf } from "../messaging/core/notices";
import { sendNotice } from "../messaging/notices";
import type { Admin } from "./authority";

/** Audits what an administrator did to somebody, in the transaction of the deed. */
export const recordAct = (
  tx: Db,
  actor: Admin,
  target: Pick<UserRow, "workspaceId" | "id">,
  action: AuditAction,
  data: Record<string, unknown> = {},
): Promise<void> =>
  recordEvent(tx, {
    workspaceId: target.workspaceId,
    action,
    actorId: actor.subject.user.id,
    targetId: target.id,
    client: actor.client,
    data,
  });

/** Mails somebody about what another did, or has to do, for them. */
export const tellUser = (
  tx: Db,
  { subject, client }: Admin,
  to: Pick<UserRow, "email" | "name" | "locale">,
  notice: NoticeOf,
): Promise<void> =>
  sendNotice(
    tx,
    { ...to, workspaceId: subject.workspace.id, workspace: subject.workspace.name },
    { ...notice, eventKey: newId("event"), at: subject.facts.now, client },
  );
