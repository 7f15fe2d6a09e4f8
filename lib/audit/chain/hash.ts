import "server-only";
import { hash } from "node:crypto";
import { checkSignature, signText } from "../../core/signing";

/** An event as it is sealed: every column as text, times in microseconds since 1970 UTC. */
export type SealedEvent = {
  workspaceId: string;
  id: string;
  at: string;
  position: number;
  action: string;
  result: string;
  actorKind: string;
  actorId: string | null;
  targetId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  data: string;
};

/** What a block states. Its `hash` and `signature` are of exactly this. */
export type BlockContent = {
  workspaceId: string;
  number: number;
  month: string;
  fromPosition: number;
  toPosition: number;
  events: number;
  eventsHash: string;
  previousHash: string;
  sealedAt: Date;
};

export type Block = BlockContent & { hash: string; keyId: string; signature: string };

/** What the first block names in place of one before it. */
export const NO_BLOCK = "0".repeat(64);
export const CHAIN_PURPOSE = "audit log";

const sha256 = (text: string): string => hash("sha256", text, "hex");

/** An array, not an object: no order of names to agree on, and no value can pass for two. */
export const hashEvent = (event: SealedEvent): string =>
  sha256(
    JSON.stringify([
      event.workspaceId,
      event.id,
      event.at,
      event.position,
      event.action,
      event.result,
      event.actorKind,
      event.actorId,
      event.targetId,
      event.ip,
      event.userAgent,
      event.requestId,
      event.data,
    ]),
  );

/** Of the hashes of a block's events in their order. */
export const hashEvents = (hashes: readonly string[]): string => sha256(hashes.join(""));

export const blockText = (block: BlockContent): string =>
  JSON.stringify([
    "sallyport audit block 1",
    block.workspaceId,
    block.number,
    block.month,
    block.fromPosition,
    block.toPosition,
    block.events,
    block.eventsHash,
    block.previousHash,
    block.sealedAt.toISOString(),
  ]);

export function sealBlock(content: BlockContent): Block {
  const text = blockText(content);
  const { keyId, value } = signText(CHAIN_PURPOSE, text);
  return { ...content, hash: sha256(text), keyId, signature: value };
}

/** What is wrong with a block in itself; null: nothing. */
export function judgeBlock(block: Block): "block_changed" | "signature_wrong" | "key_unknown" | null {
  const text = blockText(block);
  if (sha256(text) !== block.hash) return "block_changed";
  const verdict = checkSignature(CHAIN_PURPOSE, text, { keyId: block.keyId, value: block.signature });
  if (verdict === "unknown_key") return "key_unknown";
  return verdict === "right" ? null : "signature_wrong";
}

/** The first day of an event's month, UTC: the partition it lies in. */
export const monthOf = ({ at }: Pick<SealedEvent, "at">): string =>
  `${new Date(Number(at) / 1_000).toISOString().slice(0, 7)}-01`;
