import "server-only";
import type { AuditAction } from "../audit/core/events";
import { recordEvent } from "../audit/service";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { NoticeKind } from "../messaging/core/notices";
import { sendNotice } from "../messaging/notices";
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

/** Mails the actor about their own account. */
export const noticeOwn = (db: Db, actor: Actor, kind: NoticeKind, detail?: string): Promise<void> =>
  sendNotice(
    db,
    {
      workspaceId: actor.subject.workspace.id,
      workspace: actor.subject.workspace.name,
      email: actor.subject.user.email,
      name: actor.subject.user.name,
    },
    { kind, eventKey: newId("event"), at: actor.subject.facts.now, client: actor.client, detail },
  );
