import { get, set } from "idb-keyval";
import { approvalText, type DeviceDeed } from "@/lib/factors/core/device";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

const nameOf = (credentialId: string): string => `device key ${credentialId}`;

function toBase64Url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export type FreshKey = { publicKey: string; keepAs: (credentialId: string) => Promise<void> };

/** A key that no script can read out, ours neither: the browser only signs with it. Throws where none can be kept. */
export async function makeDeviceKey(): Promise<FreshKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  await set("device key under way", privateKey);
  return {
    publicKey: toBase64Url(await crypto.subtle.exportKey("spki", publicKey)),
    keepAs: (credentialId) => set(nameOf(credentialId), privateKey),
  };
}

/** Signs one deed on one question; null where this browser has lost the key. */
export async function signDeed(
  credentialId: string,
  approvalId: string,
  deed: DeviceDeed,
  number = "",
): Promise<string | null> {
  const key = await get<CryptoKey>(nameOf(credentialId)).catch(() => undefined);
  if (!key) return null;
  const text = new TextEncoder().encode(approvalText(approvalId, deed, number));
  return toBase64Url(await crypto.subtle.sign(SIGNATURE, key, text));
}
