import "server-only";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { env } from "./env";

type Keyring = { currentId: string; keys: Map<string, KeyObject> };

let ring: Keyring | undefined;
const macKeys = new Map<string, KeyObject>();

function keyring(): Keyring {
  if (ring) return ring;
  const entries = env()
    .ENCRYPTION_KEYS.split(",")
    .map((entry) => {
      const colon = entry.indexOf(":");
      return [entry.slice(0, colon), createSecretKey(Buffer.from(entry.slice(colon + 1), "base64"))] as const;
    });
  ring = { currentId: entries[0]?.[0] ?? "", keys: new Map(entries) };
  return ring;
}

/** A sealed value names its key: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url parts. */
export type Sealed = string;

/** The key names the operator has configured; the first is the one new values are sealed with. */
export const encryptionKeyIds = (): string[] => [...keyring().keys.keys()];

export const sealedKeyId = (sealed: Sealed): string => sealed.split(".")[1] ?? "";

/**
 * AES-256-GCM with a fresh 96-bit nonce. `context` is authenticated, not stored: a value copied to another row
 * (another user, another credential) does not open. ASVS 11.3.2.
 */
export function seal(plaintext: string, context: string): Sealed {
  const { currentId, keys } = keyring();
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keys.get(currentId) as KeyObject, nonce);
  cipher.setAAD(Buffer.from(`${currentId}\n${context}`));
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["v1", currentId, nonce.toString("base64url"), body.toString("base64url")].join(".");
}

/** Opens a sealed value. Throws where the key is missing, the context differs or a bit changed: never "wrong code". */
export function open(sealed: Sealed, context: string): string {
  const [version, keyId, nonce, body] = sealed.split(".");
  const key = keyring().keys.get(keyId ?? "");
  if (version !== "v1" || !keyId || !nonce || !body || !key)
    throw new Error(`no key to open a value sealed with ${keyId}`);
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
  decipher.setAAD(Buffer.from(`${keyId}\n${context}`));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}

/** 32 bytes made from one of the encryption keys for one purpose; null: that key is not configured. `keyId` null: the current one. */
export function deriveFromKey(
  purpose: string,
  keyId: string | null,
): { keyId: string; bytes: Buffer } | null {
  const id = keyId ?? keyring().currentId;
  const key = keyring().keys.get(id);
  return key ? { keyId: id, bytes: Buffer.from(hkdfSync("sha256", key, "sallyport", purpose, 32)) } : null;
}

/** A random secret for cookies and mailed links: 256 bits, base64url (43 characters). */
export const randomToken = (): string => randomBytes(32).toString("base64url");

/** For values that are random already (≥ 128 bits): SHA-256, hex. ASVS 6.5.2. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Keyed hash for values that could be guessed (addresses in limits, short codes). `purpose` separates the uses. */
export function keyedHash(purpose: string, value: string): string {
  let key = macKeys.get(purpose);
  if (!key) {
    key = createSecretKey(Buffer.from(hkdfSync("sha256", env().APP_SECRET, "sallyport", purpose, 32)));
    macKeys.set(purpose, key);
  }
  return createHmac("sha256", key).update(value).digest("hex");
}

/** Compares two secrets of any length without telling by time where they differ. */
export function isEqualSecret(a: string, b: string): boolean {
  const [left, right] = [createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest()];
  return timingSafeEqual(left, right);
}
