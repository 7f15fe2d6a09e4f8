import "server-only";
import type { Client } from "../core/client";
import { ID_PREFIXES } from "../core/ids";
import type { Db } from "../db/client";
import { signalAll } from "../db/signals";
import { type ActorKind, type AuditAction, STATUS_ACTIONS, statusTopic } from "./core/events";
import { type AuditRow, insertEvents } from "./store";

export {
  countTrials,
  findFigures,
  findFiguresSpan,
  listChained,
  listFailedSetUps,
  listSignIns,
  lockFigures,
  makeMonthsAhead,
  type SignInRow,
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
  await recordEvents(db, [event]);
}

/** Written by one statement at most. */
const CHUNK = 1_000;

/** Records any number of events, in the order given and in the transaction of the change. */
export async function recordEvents(db: Db, events: readonly AuditEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += CHUNK)
    await insertEvents(db, events.slice(at, at + CHUNK).map(rowOf));
  await tellFollowers(db, events);
}

/** Whoever follows how people stand hears of whom and what, once the transaction is through. */
async function tellFollowers(db: Db, events: readonly AuditEvent[]): Promise<void> {
  const followed = events.filter(({ action }) => (STATUS_ACTIONS as readonly string[]).includes(action));
  const workspaces = new Set(followed.map(({ workspaceId }) => workspaceId));
  for (const workspaceId of workspaces) {
    const own = followed.filter((event) => event.workspaceId === workspaceId);
    const happenings = own.map(({ action, targetId, actorId }) => `${action} ${targetId ?? actorId ?? ""}`);
    await signalAll(db, statusTopic(workspaceId), happenings);
  }
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
