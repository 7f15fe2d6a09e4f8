import "server-only";
import { withReturnTo } from "../core/return-to";
import { database } from "../db/client";
import type { Hint } from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import { meetBrowser, rememberBrowser } from "../identity/browsers/service";
import type { SessionKey } from "../identity/sessions/service";
import { mayRemember } from "../policy/core/remembering";
import { findSessionSubject, type SessionSubject } from "../policy/facts";
import { requirementOf } from "../policy/service";
import { writeBrowserCookie } from "./browser-cookie";
import { currentClient } from "./request";
import { writeSessionCookie } from "./session-cookie";
import { hintFor } from "./standing";

/** Where a session goes on, by how far it has got; the destination travels along. */
export function stepAfter(hint: Hint | null, returnTo: string): string {
  if (hint === "full") return returnTo;
  if (hint === "half") return withReturnTo("/sign-in/verify", returnTo);
  return withReturnTo(hint === "setup" ? "/setup-mfa" : "/sign-in", returnTo);
}

/**
 * Writes the cookie of a new or risen session and says where it goes on. A browser in which a sign-in got through is
 * known from then on, and remembered where its user asked for it and may.
 */
export async function nextStep(
  key: SessionKey,
  returnTo: string,
  { remember = false }: { remember?: boolean } = {},
): Promise<{ next: string }> {
  await writeSessionCookie(key);
  const subject = await findSessionSubject(database(), key, availableKinds());
  const hint = subject ? hintFor(subject) : null;
  if (subject && (hint === "full" || hint === "setup")) await keepBrowser(key, subject, remember);
  return { next: stepAfter(hint, returnTo) };
}

async function keepBrowser(key: SessionKey, subject: SessionSubject, remember: boolean): Promise<void> {
  const client = await currentClient();
  const { proofs } = subject.facts.session;
  const session = { ...key, userId: subject.user.id, workspace: subject.workspace.name, proofs };
  const secret = subject.browserId === null ? await meetBrowser(database(), session, client) : null;
  const known = secret ? { ...client, browserSecrets: [secret, ...(client.browserSecrets ?? [])] } : client;
  const isWanted = remember && mayRemember(requirementOf(subject), subject.facts);
  const kept = isWanted
    ? await rememberBrowser(database(), session, known)
    : secret && { secret, replaced: null };
  if (kept) await writeBrowserCookie(isWanted ? known : client, kept);
}
