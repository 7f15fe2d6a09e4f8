import "server-only";
import { redirect } from "next/navigation";
import { AppError } from "../core/errors";
import { withReturnTo } from "../core/return-to";
import type { SessionSubject } from "../policy/facts";
import { currentPath } from "./request";
import { type Access, hintFor, requireLevel } from "./standing";
import { currentViewer } from "./viewer";

/** Rewrites the cookie from the session's row, or removes it, and goes on: what a page itself cannot do. */
export const mendPath = (returnTo: string): string => withReturnTo("/api/session/refresh", returnTo);

/**
 * The guard of every page that is not public. Sends whoever has not got far enough to the screen that is next for them,
 * with the way back; a cookie whose session is over is removed on the way.
 */
export async function requirePage(access: Access, returnTo?: string): Promise<SessionSubject> {
  const { cookie, subject } = await currentViewer();
  const back = returnTo ?? (await currentPath());
  try {
    return requireLevel(subject, access);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isOver = error.code === "not_signed_in" || error.code === "session_ended";
    if (isOver) redirect(cookie ? mendPath(back) : withReturnTo("/sign-in", back));
    // A hint that says otherwise would be sent back here by the edge: it is mended first.
    const isHintTrue = subject !== null && cookie?.hint === hintFor(subject);
    redirect(isHintTrue ? withReturnTo(error.details.flowUrl ?? "/sign-in", back) : mendPath(back));
  }
}
