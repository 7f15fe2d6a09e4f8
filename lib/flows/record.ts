import "server-only";
import type { AuditAction } from "../audit/core/events";
import { recordEvent } from "../audit/service";
import type { Db } from "../db/client";
import { sendOwnNotice } from "../identity/own-notices";
import type { NoticeOf } from "../messaging/core/notices";
import type { Actor } from "./context";

/** Audits something the actor did to their own account. */
export const recordOwn = (
  db: Db,
  actor: Actor,
  action: AuditAction,
  data: Record<string, unknown> = {},
  result: "ok" | "refused" = "ok",
): Promise<void> =>
  recordEvent(db, {
    workspaceId: actor.subject.workspace.id,
    action,
    actorId: actor.subject.user.id,
    targetId: actor.subject.user.id,
    result,
    client: actor.client,
    data: { sessionId: actor.subject.sessionId, ...data },
  });

/** Mails the actor about what they did to their own account, in their language. */
export const noticeOwn = (db: Db, { subject, client }: Actor, notice: NoticeOf): Promise<void> =>
  sendOwnNotice(
    db,
    {
      workspaceId: subject.workspace.id,
      workspace: subject.workspace.name,
      userId: subject.user.id,
      email: subject.user.email,
      name: subject.user.name,
      locale: subject.user.locale,
    },
    { ...notice, at: subject.facts.now, client },
  );
