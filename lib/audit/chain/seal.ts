import "server-only";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { grouped } from "../core/grouped";
import { type Block, hashEvent, hashEvents, monthOf, NO_BLOCK, type SealedEvent, sealBlock } from "./hash";
import { insertBlocks, listHeads, listToSeal, lockFrontier, setFrontier } from "./store";

export { sealsDue } from "./store";

/** Events that one turn seals, but for a single transaction that wrote more: that is never divided. */
const SEALED_AT_ONCE = 5_000;

/**
 * Seals what was committed since the last turn: per workspace and month one block, which names the block before and is signed.
 * Who writes events waits for nobody; one that commits late holds the sealing back, not the writing. Answers whether there is
 * more to seal at once.
 */
export async function sealDue(db: Db): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const frontier = await lockFrontier(tx);
    if (!frontier) return false;
    const { events, to, isCut } = await readTurn(tx, frontier.position, frontier.horizon);
    if (events.length === 0) return false;
    const heads = await listHeads(tx, [...new Set(events.map(({ workspaceId }) => workspaceId))]);
    await insertBlocks(tx, blocksOf(events, heads, to, frontier.now));
    await setFrontier(tx, to);
    return isCut;
  });
}

type Turn = { events: SealedEvent[]; to: number; isCut: boolean };

async function readTurn(tx: Db, from: number, horizon: number): Promise<Turn> {
  const events = await listToSeal(tx, from, horizon, SEALED_AT_ONCE + 1);
  const last = events.at(-1)?.position ?? horizon;
  if (events.length <= SEALED_AT_ONCE) return { events, to: horizon, isCut: false };
  const whole = events.filter(({ position }) => position < last);
  if (whole.length > 0) return { events: whole, to: last, isCut: true };
  const one = await listToSeal(tx, last, last + 1, Number.MAX_SAFE_INTEGER);
  return { events: one, to: last + 1, isCut: true };
}

function blocksOf(events: SealedEvent[], heads: Block[], toPosition: number, sealedAt: Date): Block[] {
  return [...grouped(events, ({ workspaceId }) => workspaceId)].flatMap(([workspaceId, ofWorkspace]) => {
    const head = heads.find((one) => one.workspaceId === workspaceId);
    const fromPosition = head?.toPosition ?? 0;
    const months = [...grouped(ofWorkspace, monthOf)].sort(([a], [b]) => a.localeCompare(b));
    const blocks: Block[] = [];
    for (const [month, ofMonth] of months) {
      const previous = blocks.at(-1) ?? head;
      const content = {
        ...{ workspaceId, month, fromPosition, toPosition, sealedAt },
        number: (previous?.number ?? 0) + 1,
        events: ofMonth.length,
        eventsHash: hashEvents(ofMonth.map(hashEvent)),
        previousHash: previous?.hash ?? NO_BLOCK,
      };
      blocks.push(sealBlock(content));
    }
    return blocks;
  });
}
