import "server-only";
import type { Db } from "../../db/client";
import { type Block, hashEvent, monthOf, type SealedEvent } from "./hash";
import { findBlockOf, findSealedEvent, listSealed } from "./store";

/** Shows to anybody with the public key that an event is sealed: its block, and the hashes of all events in it. */
export type EventProof = {
  event: SealedEvent;
  block: Omit<Block, "sealedAt"> & { sealedAt: string };
  eventHashes: string[];
};

/** Null: there is no such event, or it is not sealed yet. */
export async function proveEvent(
  db: Db,
  workspaceId: string,
  at: Date,
  id: string,
): Promise<EventProof | null> {
  const event = await findSealedEvent(db, workspaceId, at, id);
  const block = event && (await findBlockOf(db, event, monthOf(event)));
  if (!event || !block) return null;
  const mark = { position: block.fromPosition, id: "" };
  const among = await listSealed(db, workspaceId, mark, block.toPosition, Number.MAX_SAFE_INTEGER);
  const eventHashes = among.filter((one) => monthOf(one) === block.month).map(hashEvent);
  return { event, block: { ...block, sealedAt: block.sealedAt.toISOString() }, eventHashes };
}
