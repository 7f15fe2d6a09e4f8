import "server-only";
import type { AuditAction } from "../../audit/core/events";
import { recordEvent } from "../../audit/service";
import { env } from "../../core/env";
import type { Db } from "../../db/client";
import { tellAdministratorsLater } from "../../identity/notice-runs/service";
import type { NoticeDetails } from "../../messaging/core/notices";
import type { Admin } from "../authority";

type RingsKind = "rings_planned" | "ring_started" | "rings_paused" | "rings_resumed";
type RingsNotice = { [K in RingsKind]: { kind: K; detail: Omit<NoticeDetails[K], "by" | "url"> } }[RingsKind];
type RingsAction = Extract<AuditAction, `ring${string}`>;

/** Audits what an administrator did to the rings. */
export const recordRings = (
  tx: Db,
  { subject, client }: Admin,
  action: RingsAction,
  data: Record<string, unknown>,
): Promise<void> =>
  recordEvent(tx, {
    workspaceId: subject.workspace.id,
    action,
    actorId: subject.user.id,
    targetId: subject.workspace.id,
    client,
    data,
  });

/** Audits what the rings did by themselves. */
export const recordRingsAlone = (
  tx: Db,
  workspaceId: string,
  action: RingsAction,
  data: Record<string, unknown>,
): Promise<void> =>
  recordEvent(tx, { workspaceId, action, actorId: null, targetId: workspaceId, client: null, data });

/** Mails the other administrators about what one did. */
export const tellRings = (
  tx: Db,
  { subject: { workspace, user } }: Admin,
  notice: RingsNotice,
): Promise<void> => tellOfRings(tx, workspace.id, notice, { by: user.name, except: user.id });

/** Mails the administrators, all but `except`. */
export const tellOfRings = (
  tx: Db,
  workspaceId: string,
  { kind, detail }: RingsNotice,
  { by, except }: { by: string; except: string | null },
): Promise<void> =>
  tellAdministratorsLater(tx, workspaceId, {
    kind,
    detail: { ...detail, by, url: `${env().APP_URL}/settings/security` },
    except,
  } as Parameters<typeof tellAdministratorsLater>[2]);
