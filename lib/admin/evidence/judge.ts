import { createPublicKey, hash, type JsonWebKey, verify } from "node:crypto";
import { blockText, hashEvent, hashEvents } from "../../audit/chain/hash";
import { canonicalJson } from "../../core/canonical-json";
import type { EvidenceFile } from "./evidence";

export type PublicKey = JsonWebKey & { kid: string };

export type Judgement = { what: string; isRight: boolean };

const isSigned = (text: string, key: PublicKey | undefined, signature: string): boolean =>
  key !== undefined &&
  verify(
    null,
    Buffer.from(text),
    createPublicKey({ key, format: "jwk" }),
    Buffer.from(signature, "base64url"),
  );

/**
 * Checks an evidence file by itself, without any database: that it is signed, that its figures are those of an event, that this
 * event lies in a block, and that the block is signed. `trusted`: the installation's keys as they were got from it on another way;
 * without them the file's own are taken, which says that it is whole but not whose it is.
 */
export function judgeEvidence(file: EvidenceFile, trusted: PublicKey[] | null): Judgement[] {
  const { evidence, signature, keys } = file;
  const keyOf = (kid: string) => (trusted ?? keys).find((key) => key.kid === kid);
  const { event, block, eventHashes } = evidence.proof;
  const sealed = { ...block, sealedAt: new Date(block.sealedAt) };
  const { takenAt, figures, exemptions } = JSON.parse(event.data) as Record<string, unknown>;
  const day = { takenAt: evidence.takenAt, figures: evidence.figures, exemptions: evidence.sealedExemptions };
  return [
    {
      what: "the file is signed and whole",
      isRight: isSigned(canonicalJson(evidence), keyOf(signature.keyId), signature.value),
    },
    {
      what: "its figures are those that the audit log recorded on that day",
      isRight:
        canonicalJson(day) === canonicalJson({ takenAt, figures, exemptions }) &&
        event.workspaceId === evidence.workspace.id &&
        event.action === "figures.taken" &&
        new Date(Number(event.at) / 1_000).toISOString().startsWith(evidence.date),
    },
    {
      what: "the record of them is sealed in a block of the audit log",
      isRight:
        eventHashes.includes(hashEvent(event)) &&
        hashEvents(eventHashes) === block.eventsHash &&
        event.workspaceId === block.workspaceId,
    },
    {
      what: "the block is signed",
      isRight:
        hash("sha256", blockText(sealed), "hex") === block.hash &&
        isSigned(blockText(sealed), keyOf(block.keyId), block.signature),
    },
    {
      what: "the exceptions are those that were in force when the figures were recorded",
      isRight:
        hash("sha256", canonicalJson(evidence.exceptions.map(({ fact }) => fact)), "hex") ===
        evidence.sealedExemptions.hash,
    },
  ];
}
