import "server-only";
import type { Client } from "../core/client";
import { ID_PREFIXES } from "../core/ids";
import type { Db } from "../db/client";
import type { ActorKind, AuditAction } from "./core/events";
import { type AuditRow, insertEvents } from "./store";

export {
  countTrials,
  findFigures,
  findFiguresSpan,
  listChained,
  lockFigures,
  makeMonthsAhead,
  type Trials,
} from "./store";

export type AuditEvent = {
  /** Where it is named before it is written; left out: a new one. */
  id?: string;
  workspaceId: string;
  action: AuditAction;
  /** Who did it; null: nobody who is signed in, a job, or the operator. */
  actorId: string | null;
  /** Default: as the id says; without one `nobody` where a browser called, `system` where none did. */
  actorKind?: ActorKind;
  targetId?: string | null;
  result?: "ok" | "refused";
  client: Client | null;
  /** Never a secret, a code or a password. */
  data?: Record<string, unknown>;
};

/** Records one event. Pass the transaction of the change it tells of, so that neither exists without the other. */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  await insertEvents(db, [rowOf(event)]);
}

/** Written by one statement at most. */
const CHUNK = 1_000;

/** Records any number of events, in the order given and in the transaction of the change. */
export async function recordEvents(db: Db, events: readonly AuditEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += CHUNK)
    await insertEvents(db, events.slice(at, at + CHUNK).map(rowOf));
}

function rowOf(event: AuditEvent): AuditRow {
  const { client, actorKind = kindOf(event), ...rest } = event;
  return {
    ...rest,
    actorKind,
    ip: client?.ip ?? null,
    userAgent: client?.userAgent ?? null,
    requestId: client?.requestId ?? null,
  };
}

/** An id's prefix tells whose it is: what is no user's is a program's. */
function kindOf({ actorId, client }: AuditEvent): ActorKind {
  if (actorId === null) return client ? "nobody" : "system";
  return actorId.startsWith(`${ID_PREFIXES.user}_`) ? "user" : "client";
}
