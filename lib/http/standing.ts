import "server-only";
import { AppError, type ErrorCode } from "../core/errors";
import type { Hint } from "../edge/session-hint";
import type { SessionSubject } from "../policy/facts";
import { type Standing, standingFor } from "../policy/service";

/**
 * How far a session must have got. `full`: signed in. `setup`: also while a factor is to be set up. `half`: any live
 * session. Everything that is not public asks for one of these, and asks here.
 */
export type Access = "half" | "setup" | "full";

const ENOUGH: Record<Access, readonly Standing[]> = {
  full: ["signed_in"],
  setup: ["signed_in", "setup_pending", "grace"],
  half: ["signed_in", "setup_pending", "grace", "half_signed_in", "locked_out"],
};

const REFUSALS: Record<Exclude<Standing, "signed_in">, ErrorCode> = {
  half_signed_in: "mfa_challenge_required",
  locked_out: "mfa_challenge_required",
  setup_pending: "mfa_setup_required",
  grace: "mfa_setup_required",
  ended: "session_ended",
};

const FLOW_URLS: Partial<Record<ErrorCode, string>> = {
  mfa_challenge_required: "/sign-in/verify",
  mfa_setup_required: "/setup-mfa",
  session_ended: "/sign-in",
  not_signed_in: "/sign-in",
};

/** The one guard. Throws where the session of this request has not got far enough; the decision is the policy's. */
export function requireLevel(subject: SessionSubject | null, access: Access): SessionSubject {
  const standing = subject ? standingFor(subject) : "ended";
  if (subject && ENOUGH[access].includes(standing)) return subject;
  const code = subject ? REFUSALS[standing as Exclude<Standing, "signed_in">] : "not_signed_in";
  throw new AppError(code, { flowUrl: FLOW_URLS[code] });
}

const HINT_OF: Record<Standing, Hint | null> = {
  signed_in: "full",
  half_signed_in: "half",
  locked_out: "half",
  setup_pending: "setup",
  grace: "setup",
  ended: null,
};

/** The cookie's hint, made from the row alone; null: there is no session to hint at. */
export const hintFor = (subject: SessionSubject): Hint | null => HINT_OF[standingFor(subject)];
