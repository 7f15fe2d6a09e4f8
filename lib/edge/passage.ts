import { withReturnTo } from "../core/return-to";
import type { Hint } from "./session-hint";

/** Pages that anybody may open. */
const OPEN = [
  /^\/$/,
  /^\/sign-in$/,
  /^\/sign-up$/,
  /^\/forgot-password$/,
  /^\/reset-password\/[^/]+$/,
  /^\/invite\/[^/]+$/,
  /^\/verify-email\/[^/]+$/,
  /^\/confirm-address\/[^/]+$/,
  /^\/enroll\/[^/]+$/,
  /^\/recovery\/[^/]+$/,
  /^\/cancel-reset\/[^/]+$/,
  /^\/not-me\/[^/]+$/,
  /^\/pair\/[^/]+$/,
  /^\/approve$/,
  /^\/help\/two-factor$/,
  /^\/docs(\/.+)?$/,
  /^\/dev\/inbox$/,
  /^\/authorization-error$/,
];

/** The allow-list of contract §4: what is left while something is still to be proved or set up. */
const HALF = [
  /^\/sign-in\/verify$/,
  /^\/recovery(\/[^/]+)?$/,
  /^\/cancel-reset\/[^/]+$/,
  /^\/access-pass$/,
  /^\/help\/two-factor$/,
];
const SETUP = [/^\/setup-mfa$/, /^\/help\/two-factor$/];

const isIn = (list: readonly RegExp[], path: string): boolean => list.some((pattern) => pattern.test(path));

/**
 * Where a page navigation is sent instead, judged by the cookie's hint alone; null: let it through. A convenience that
 * saves the page's work: every page asks again, with the session's row.
 */
export function detour(path: string, search: string, hint: Hint | null): string | null {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (hint === "half") return isIn(HALF, plain) ? null : withReturnTo("/sign-in/verify", path + search);
  if (hint === "setup") return isIn(SETUP, plain) ? null : withReturnTo("/setup-mfa", path + search);
  if (hint === "full" || isIn(OPEN, plain)) return null;
  return withReturnTo("/sign-in", path + search);
}
