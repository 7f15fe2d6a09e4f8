import "server-only";
import { publicKeyFor } from "../../core/signing";
import type { Db } from "../../db/client";
import { type Block, CHAIN_PURPOSE, judgeBlock } from "./hash";
import { listBlocks, listHeads } from "./store";

/** The last block of a chain, to be kept elsewhere: it says what the chain must still contain, and its key who said so. */
export type Head = Omit<Block, "sealedAt"> & { sealedAt: string; publicKey: unknown };

export async function exportHeads(db: Db, workspaceIds: string[]): Promise<Head[]> {
  const blocks = workspaceIds.length > 0 ? await listHeads(db, workspaceIds) : [];
  return blocks.map((block) => ({
    ...block,
    sealedAt: block.sealedAt.toISOString(),
    publicKey: publicKeyFor(CHAIN_PURPOSE, block.keyId),
  }));
}

/** Whether a chain still contains a head that was exported from it: what was cut off its end or rewritten does not. */
export async function compareHead(db: Db, head: Head): Promise<"contained" | "missing" | "not_ours"> {
  const block = { ...head, sealedAt: new Date(head.sealedAt) };
  if (judgeBlock(block) !== null) return "not_ours";
  const [found] = await listBlocks(db, head.workspaceId, head.number, 1);
  return found?.number === head.number && found.hash === head.hash ? "contained" : "missing";
}
