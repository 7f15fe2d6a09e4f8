import "server-only";
import type { Client } from "../core/client";
import { database } from "../db/client";
import { availableKinds } from "../factors/registry";
import { findSessionSubject, type SessionSubject } from "../policy/facts";
import { requireSameOrigin } from "./request";
import { readSessionCookie } from "./session-cookie";
import { requireLevel } from "./standing";

/**
 * Reads the session of a request's cookie, anew each time it is asked, for what outlasts one look: who is signed in, or null
 * without a cookie. Throws as `requireLevel`, and `bad_origin` for what another site's page sent.
 */
export async function sessionReader(
  request: Request,
  { devices }: Client,
): Promise<() => Promise<SessionSubject | null>> {
  const cookie = await readSessionCookie();
  const devicesHere = devices?.map(({ credentialId }) => credentialId);
  return async () => {
    if (!cookie) return null;
    const subject = await findSessionSubject(database(), cookie, availableKinds(), devicesHere);
    if (request.method !== "GET") requireSameOrigin(request.headers);
    return requireLevel(subject, "full");
  };
}
