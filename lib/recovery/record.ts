import "server-only";
import type { Admin } from "../admin/authority";
import type { AuditAction } from "../audit/core/events";
import { recordEvent } from "../audit/service";
import type { Db } from "../db/client";
import type { UserRow } from "../identity/users/service";

/** Audits what an administrator did to somebody. */
export const recordOn = (
  tx: Db,
  actor: Admin,
  target: Pick<UserRow, "workspaceId" | "id">,
  action: AuditAction,
  data: Record<string, unknown>,
): Promise<void> =>
  recordEvent(tx, {
    workspaceId: target.workspaceId,
    action,
    actorId: actor.subject.user.id,
    targetId: target.id,
    client: actor.client,
    data,
  });
