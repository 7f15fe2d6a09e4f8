import "server-only";
import { checkSignature, type Signature, signText } from "../../core/signing";

const PURPOSE = "audit retention";

/** Months before `before` were dropped by the operator: signed, so that whoever owns the database cannot say so instead. */
export type Retention = { before: string; keyId: string; signature: string };

const text = (workspaceId: string, before: string) =>
  JSON.stringify(["sallyport audit retention 1", workspaceId, before]);

export function stateRetention(workspaceId: string, before: string): Retention {
  const { keyId, value }: Signature = signText(PURPOSE, text(workspaceId, before));
  return { before, keyId, signature: value };
}

/** The day before which months may be missing, from what was stated; empty: none may. */
export function droppedBefore(workspaceId: string, stated: Record<string, unknown>[]): string {
  const believed = stated.map(({ before, keyId, signature }) => {
    const [day, key, value] = [String(before), String(keyId), String(signature)];
    return checkSignature(PURPOSE, text(workspaceId, day), { keyId: key, value }) === "right" ? day : "";
  });
  return believed.sort().at(-1) ?? "";
}
