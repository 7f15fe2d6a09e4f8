import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { AppError } from "@/lib/core/errors";
import { safeReturnTo } from "@/lib/core/return-to";
import { stepAfter } from "@/lib/http/next-step";
import { mendPath } from "@/lib/http/page";
import { hintFor } from "@/lib/http/standing";
import type { Viewer } from "@/lib/http/viewer";

export type EntryQuery = Promise<{ returnTo?: string | string[]; step?: string; method?: string }>;

/** The destination that travels along in the address, made safe. */
export async function destinationOf(query: EntryQuery): Promise<string> {
  const { returnTo } = await query;
  return safeReturnTo(typeof returnTo === "string" ? returnTo : null);
}

/**
 * True while the page is rendered again as part of an action's answer (the action wrote a cookie). The answer itself
 * says where to go on; a redirect of the page would take the screen away under the user's hands.
 */
export async function isAnsweringAction(): Promise<boolean> {
  return (await headers()).has("next-action");
}

/** Sends a live session where it belongs; by way of the handler that rewrites the cookie where its hint is stale. */
export function sendOn({ cookie, subject }: Viewer, returnTo: string): void {
  const hint = subject && hintFor(subject);
  if (!hint) return;
  redirect(cookie?.hint === hint ? stepAfter(hint, returnTo) : mendPath(returnTo));
}

/** What a mailed link stands for; null where it is used, expired or incomplete. */
export async function nullIfDead<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "token_invalid" || error.code === "not_found"))
      return null;
    throw error;
  });
}
