import { EncryptJWT, jwtDecrypt } from "jose";
import { z } from "zod";
import { env, isSecureOrigin } from "../core/env";

/** How far a session had got when its cookie was written. The row is the truth; the hint only saves a detour. */
export const HINTS = ["half", "setup", "full"] as const;
export type Hint = (typeof HINTS)[number];

const tokenSchema = z.object({
  workspaceId: z.string(),
  sessionId: z.string(),
  token: z.string(),
  hint: z.enum(HINTS),
});
export type SessionToken = z.infer<typeof tokenSchema>;

/** The whole life of the longest session; the row ends it earlier. */
export const COOKIE_SECONDS = 30 * 86_400;

/** `__Host-` on https: no subdomain and no plain http can plant one (ASVS 3.3.1). */
export const hostCookie = (name: string): string => (isSecureOrigin() ? `__Host-${name}` : name);
export const sessionCookieName = (): string => hostCookie("next-auth.session-token");

let key: Promise<Uint8Array> | undefined;

async function deriveKey(): Promise<Uint8Array> {
  const bytes = new TextEncoder();
  const secret = await crypto.subtle.importKey("raw", bytes.encode(env().APP_SECRET), "HKDF", false, [
    "deriveBits",
  ]);
  const info = {
    name: "HKDF",
    hash: "SHA-256",
    salt: bytes.encode("sallyport"),
    info: bytes.encode("session cookie"),
  };
  return new Uint8Array(await crypto.subtle.deriveBits(info, secret, 256));
}

/** Encrypts what the cookie carries; opaque to whoever holds it. Runs at the edge and in Node alike. */
export async function sealSessionToken(token: SessionToken): Promise<string> {
  key ??= deriveKey();
  return new EncryptJWT({ ...token })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setIssuedAt()
    .setExpirationTime(`${COOKIE_SECONDS}s`)
    .encrypt(await key);
}

/** What a cookie carries, or null for anything that is not ours, altered or too old. No database is asked. */
export async function openSessionToken(cookie: string | undefined): Promise<SessionToken | null> {
  if (!cookie) return null;
  try {
    key ??= deriveKey();
    const { payload } = await jwtDecrypt(cookie, await key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return tokenSchema.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
}
