import "server-only";
import { cookies } from "next/headers";
import { isSecureOrigin } from "../core/env";
import { COOKIE_SECONDS, openSessionToken, type SessionToken, sessionCookieName } from "../edge/session-hint";
import type { SessionKey } from "../identity/sessions/service";
import { encodeSession } from "./next-auth";

/** What the request's cookie carries; null: none, or not ours. */
export async function readSessionCookie(): Promise<SessionToken | null> {
  return openSessionToken((await cookies()).get(sessionCookieName())?.value);
}

/** Writes the cookie of a session as its row stands now, or removes it where the session is over. */
export async function writeSessionCookie(key: SessionKey): Promise<boolean> {
  const value = await encodeSession(key);
  if (!value) {
    await clearSessionCookie();
    return false;
  }
  (await cookies()).set(sessionCookieName(), value, {
    httpOnly: true,
    secure: isSecureOrigin(),
    sameSite: "lax",
    path: "/",
    maxAge: COOKIE_SECONDS,
  });
  return true;
}

/** Writes the request's own cookie anew, after a change to how far its session has got. */
export async function rewriteCookie(): Promise<void> {
  const key = await readSessionCookie();
  if (key) await writeSessionCookie(key);
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(sessionCookieName(), "", {
    httpOnly: true,
    secure: isSecureOrigin(),
    sameSite: "lax",
    path: "/",
    maxAge: 0,
  });
}
