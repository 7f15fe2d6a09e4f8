import "server-only";
import type { Client } from "../core/client";
import type { Db } from "../db/client";
import type { AuditAction } from "./core/events";
import { insertEvent } from "./store";

export type AuditEvent = {
  workspaceId: string;
  action: AuditAction;
  /** Who did it; null: nobody who is signed in, or the operator. */
  actorId: string | null;
  targetId?: string | null;
  result?: "ok" | "refused";
  client: Client | null;
  /** Never a secret, a code or a password. */
  data?: Record<string, unknown>;
};

/** Records one event. Pass the transaction of the change it tells of, so that neither exists without the other. */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  const { client, ...rest } = event;
  await insertEvent(db, {
    ...rest,
    ip: client?.ip ?? null,
    userAgent: client?.userAgent ?? null,
    requestId: client?.requestId ?? null,
  });
}
