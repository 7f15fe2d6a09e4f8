import "server-only";
import { findFrontier, listSealed } from "../audit/chain/service";
import type { Db } from "../db/client";
import { readCursor, toEvent, type WebhookEvent } from "./core/event";

export const USUAL_LINES = 500;
export const MOST_LINES = 1_000;

/**
 * A workspace's events in the order of the log, after a cursor or from the oldest that is kept. Only below the sealed frontier,
 * where nothing can be added any more: whoever goes on from the last cursor misses nothing. Null for what is no cursor.
 */
export async function readStream(
  db: Db,
  workspaceId: string,
  from: string | null,
  most: number,
): Promise<WebhookEvent[] | null> {
  const after = from === null ? { position: 0, id: "" } : readCursor(from);
  if (!after) return null;
  const rows = await listSealed(db, workspaceId, after, await findFrontier(db), most);
  return rows.map(toEvent);
}
