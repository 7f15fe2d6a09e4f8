import "server-only";
import type { Client } from "../core/client";
import type { Db } from "../db/client";
import type { ActorKind, AuditAction } from "./core/events";
import { insertEvent } from "./store";

export { makeMonthsAhead } from "./store";

export type AuditEvent = {
  workspaceId: string;
  action: AuditAction;
  /** Who did it; null: nobody who is signed in, a job, or the operator. */
  actorId: string | null;
  /** Default: the user of `actorId`; without one `nobody` where a browser called, `system` where none did. */
  actorKind?: ActorKind;
  targetId?: string | null;
  result?: "ok" | "refused";
  client: Client | null;
  /** Never a secret, a code or a password. */
  data?: Record<string, unknown>;
};

/** Records one event. Pass the transaction of the change it tells of, so that neither exists without the other. */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  const { client, actorKind = kindOf(event), ...rest } = event;
  await insertEvent(db, {
    ...rest,
    actorKind,
    ip: client?.ip ?? null,
    userAgent: client?.userAgent ?? null,
    requestId: client?.requestId ?? null,
  });
}

const kindOf = ({ actorId, client }: AuditEvent): ActorKind =>
  actorId !== null ? "user" : client ? "nobody" : "system";
