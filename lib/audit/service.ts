import "server-only";
import type { Client } from "../core/client";
import type { Db } from "../db/client";
import type { AuditAction } from "./core/events";
import { type AuditRow, insertEvent, insertEvents } from "./store";

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
  await insertEvent(db, rowOf(event));
}

/** Written by one statement at most. */
const CHUNK = 1_000;

/** Records any number of events, in the order given and in the transaction of the change. */
export async function recordEvents(db: Db, events: readonly AuditEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += CHUNK)
    await insertEvents(db, events.slice(at, at + CHUNK).map(rowOf));
}

function rowOf({ client, ...rest }: AuditEvent): AuditRow {
  return {
    ...rest,
    ip: client?.ip ?? null,
    userAgent: client?.userAgent ?? null,
    requestId: client?.requestId ?? null,
  };
}
