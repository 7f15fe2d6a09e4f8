import "server-only";
import { withReturnTo } from "../core/return-to";
import { database } from "../db/client";
import type { Hint } from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import type { SessionKey } from "../identity/sessions/service";
import { findSessionSubject } from "../policy/facts";
import { writeSessionCookie } from "./session-cookie";
import { hintFor } from "./standing";

/** Where a session goes on, by how far it has got; the destination travels along. */
export function stepAfter(hint: Hint | null, returnTo: string): string {
  if (hint === "full") return returnTo;
  if (hint === "half") return withReturnTo("/sign-in/verify", returnTo);
  return withReturnTo(hint === "setup" ? "/setup-mfa" : "/sign-in", returnTo);
}

/** Writes the cookie of a new or risen session and says where it goes on. */
export async function nextStep(key: SessionKey, returnTo: string): Promise<{ next: string }> {
  await writeSessionCookie(key);
  const subject = await findSessionSubject(database(), key, availableKinds());
  return { next: stepAfter(subject ? hintFor(subject) : null, returnTo) };
}
