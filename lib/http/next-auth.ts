import "server-only";
import type { NextAuthOptions } from "next-auth";
import type { JWT } from "next-auth/jwt";
import { keyedHash } from "../core/crypto";
import { isSecureOrigin } from "../core/env";
import { AppError } from "../core/errors";
import { database } from "../db/client";
import {
  COOKIE_SECONDS,
  hostCookie,
  openSessionToken,
  type SessionToken,
  sealSessionToken,
  sessionCookieName,
} from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import { signOut as endOwnSession } from "../flows/manage";
import { findSessionSubject } from "../policy/facts";
import { currentClient } from "./request";
import { hintFor } from "./standing";

const attributes = () => ({ httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecureOrigin() });

/** Reads the row again and writes the hint from it; nothing a client sends is taken over. */
async function refreshed(token: JWT): Promise<JWT> {
  const key = token as unknown as SessionToken;
  const subject = await findSessionSubject(database(), key, availableKinds());
  const hint = subject ? hintFor(subject) : null;
  if (!hint) throw new AppError("session_ended");
  return { workspaceId: key.workspaceId, sessionId: key.sessionId, token: key.token, hint };
}

/** next-auth carries the session's cookie: its name, its encoding, its refresh, `/api/auth/session` and sign-out. */
export const authOptions = (): NextAuthOptions => ({
  secret: keyedHash("next-auth", "secret"),
  providers: [],
  session: { strategy: "jwt", maxAge: COOKIE_SECONDS },
  pages: { signIn: "/sign-in", signOut: "/dashboard", error: "/sign-in" },
  useSecureCookies: isSecureOrigin(),
  cookies: {
    sessionToken: { name: sessionCookieName(), options: attributes() },
    csrfToken: { name: hostCookie("next-auth.csrf-token"), options: attributes() },
    callbackUrl: { name: hostCookie("next-auth.callback-url"), options: attributes() },
  },
  jwt: {
    maxAge: COOKIE_SECONDS,
    encode: ({ token }) => sealSessionToken(token as unknown as SessionToken),
    decode: async ({ token }) => (await openSessionToken(token)) as JWT | null,
  },
  callbacks: {
    jwt: ({ token }) => refreshed(token),
    session: ({ session, token }) => ({ expires: session.expires, state: token.hint }),
    redirect: ({ baseUrl }) => baseUrl,
  },
  events: {
    signOut: async ({ token }) => {
      const key = token as unknown as SessionToken;
      const subject = await findSessionSubject(database(), key, availableKinds());
      if (subject) await endOwnSession(database(), { subject, client: await currentClient() });
    },
  },
});

/** The cookie's new value after a change, by way of the same callbacks that next-auth runs; null: the session is over. */
export async function encodeSession(key: Omit<SessionToken, "hint">): Promise<string | null> {
  const { callbacks, jwt } = authOptions();
  if (!callbacks?.jwt || !jwt?.encode) return null;
  try {
    const user = { id: key.sessionId };
    const token = await callbacks.jwt({ token: { ...key }, user, account: null, trigger: "update" });
    return await jwt.encode({ token, secret: "" });
  } catch (error) {
    if (error instanceof AppError && error.code === "session_ended") return null;
    throw error;
  }
}
