import "server-only";
import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { deriveFromKey } from "./crypto";

/** Ed25519 (RFC 8032), base64url; the key is named like the encryption key that it is made from. */
export type Signature = { keyId: string; value: string };

/** The head of a PKCS #8 private key of Ed25519; the seed of 32 bytes follows. RFC 8410 §7. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

const pairs = new Map<string, { keyId: string; secret: KeyObject; open: KeyObject }>();

function pairFor(purpose: string, keyId: string | null) {
  const known = keyId === null ? undefined : pairs.get(`${purpose}\n${keyId}`);
  if (known) return known;
  const derived = deriveFromKey(`${purpose} ed25519`, keyId);
  if (!derived) return null;
  const der = Buffer.concat([PKCS8_HEAD, derived.bytes]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const pair = { keyId: derived.keyId, secret, open: createPublicKey(secret) };
  pairs.set(`${purpose}\n${pair.keyId}`, pair);
  return pair;
}

/**
 * Signs with a key made from the current one of `ENCRYPTION_KEYS`, which no database holds. `purpose` separates the uses: a
 * signature for one is none for another.
 */
export function signText(purpose: string, text: string): Signature {
  const pair = pairFor(purpose, null);
  if (!pair) throw new Error("ENCRYPTION_KEYS holds no key");
  return { keyId: pair.keyId, value: sign(null, Buffer.from(text), pair.secret).toString("base64url") };
}

/** Judges a signature of ours; `unknown_key`: the key it names is not among `ENCRYPTION_KEYS`, so nothing can be said. */
export function checkSignature(
  purpose: string,
  text: string,
  { keyId, value }: Signature,
): "right" | "wrong" | "unknown_key" {
  const pair = pairFor(purpose, keyId);
  if (!pair) return "unknown_key";
  return verify(null, Buffer.from(text), pair.open, Buffer.from(value, "base64url")) ? "right" : "wrong";
}

/** What anybody checks our signatures with (RFC 8037); `keyId` null: of the current key. */
export function publicKeyFor(purpose: string, keyId: string | null): (JsonWebKey & { kid: string }) | null {
  const pair = pairFor(purpose, keyId);
  return pair ? { ...pair.open.export({ format: "jwk" }), kid: pair.keyId } : null;
}
