/**
 * Every error that can leave the program: HTTP status, public English text, and the OAuth code where it has one
 * (RFC 6749 §5.2, RFC 9470 §3). Screens translate by code (`messages/<locale>/errors.json`).
 */
export const ERRORS = {
  invalid_input: { status: 400, message: "Some of what was sent is not right.", oauth: "invalid_request" },
  bad_origin: { status: 403, message: "This request did not come from Sallyport's own pages." },
  not_signed_in: { status: 401, message: "Sign in first.", oauth: "invalid_token" },
  session_ended: { status: 401, message: "Your session has ended. Sign in again.", oauth: "invalid_token" },
  mfa_challenge_required: { status: 403, message: "Finish signing in with your second factor first." },
  mfa_setup_required: { status: 403, message: "Set up two-factor authentication first." },
  step_up_required: {
    status: 401,
    message: "Confirm that it's you first.",
    oauth: "insufficient_user_authentication",
  },
  factor_required: {
    status: 403,
    message: "This takes a second factor. Set up two-factor authentication for your own account first.",
    oauth: "insufficient_user_authentication",
  },
  missing_right: { status: 403, message: "You don't have the right to do this." },
  access_token_invalid: {
    status: 401,
    message: "This access token is missing, has expired or is no longer valid. Ask for a new one.",
    oauth: "invalid_token",
  },
  token_in_query: {
    status: 400,
    message:
      "A token in an address ends up in logs. Send it as `Authorization: Bearer …` and replace this one.",
    oauth: "invalid_request",
  },
  insufficient_scope: {
    status: 403,
    message: "This access token does not allow that.",
    oauth: "insufficient_scope",
  },
  not_supported_by_design: {
    status: 403,
    message:
      "This would hand a program a secret of the user's. Send an enrolment ticket or an invitation instead.",
  },
  not_found: { status: 404, message: "There is nothing here." },
  method_not_allowed: { status: 405, message: "That method is not available here." },
  wrong_credentials: { status: 401, message: "That email and password don't match." },
  address_unverified: {
    status: 403,
    message: "Confirm your address first: open the link in the mail we sent you.",
  },
  wrong_code: { status: 401, message: "That code is not right." },
  code_used: { status: 401, message: "That code has been used already. Wait for the next one." },
  proof_rejected: { status: 401, message: "That could not be verified." },
  passkey_unknown: {
    status: 401,
    message: "This passkey is not known here; it may have been removed. Use another way to sign in.",
  },
  credential_suspect: {
    status: 401,
    message:
      "This passkey may have been copied and was refused. Use another method and tell your administrator.",
  },
  too_many_attempts: { status: 429, message: "Too many attempts. Try again later." },
  factor_stopped: {
    status: 429,
    message:
      "This method is stopped after too many wrong answers. Use another method or ask an administrator.",
  },
  flow_expired: { status: 410, message: "This took too long. Start again; nothing was changed." },
  flow_used: { status: 409, message: "This step was already finished, perhaps in another tab." },
  not_approved: { status: 401, message: "This sign-in was not approved on your device." },
  same_browser: {
    status: 409,
    message: "Open this on another device: the browser that asks cannot be the one that answers.",
  },
  push_needs_another: {
    status: 409,
    message:
      "Push approval cannot be your only second factor. Remove push approval first, or add another method.",
  },
  credential_taken: { status: 409, message: "This passkey is already registered." },
  method_not_available: { status: 409, message: "This method is not available to you." },
  required_by_administrator: {
    status: 409,
    message: "Two-factor authentication is required by your administrator.",
  },
  last_factor: {
    status: 409,
    message: "This is your last second factor. Add another first, or disable two-factor authentication.",
  },
  second_needed: {
    status: 409,
    message:
      "An administrator's pass takes two. Ask for a reset first: another administrator can then issue the pass at once.",
  },
  removed_together: {
    status: 409,
    message: "An administrator's methods are removed together, after a day. Remove all of them.",
  },
  own_requirement: { status: 409, message: "Another administrator has to do this for you." },
  last_owner: { status: 409, message: "A workspace keeps at least one owner who can sign in." },
  set_up_yours_first: { status: 409, message: "Set up two-factor authentication for yourself first." },
  methods_empty: {
    status: 409,
    message:
      "A policy would be left without any method that it accepts. Keep one of its methods on, or change the policy first.",
  },
  policy_empty: {
    status: 409,
    message:
      "This policy would accept no method at all. Choose one that is switched on at Account › Security; push approval only beside another.",
  },
  name_taken: { status: 409, message: "There is one of this name already. Choose another name." },
  policy_kept: {
    status: 409,
    message:
      "This policy stays: it is the default one, has members who need another one first, or is a ring of what is being enforced.",
  },
  users_unknown: { status: 409, message: "Some of these people are not there. Nobody was moved." },
  too_many: { status: 400, message: "That is more than can be done at once. Take fewer." },
  no_method_possible: {
    status: 409,
    message: "No method that is accepted here can be set up by anyone. Switch one on under Security first.",
  },
  already_done: { status: 409, message: "This was already done." },
  conflict: { status: 409, message: "Somebody changed this meanwhile. Look again and repeat." },
  precondition_failed: {
    status: 412,
    message: "This is no longer what `If-Match` names. Read it again and repeat.",
  },
  idempotency_mismatch: {
    status: 409,
    message: "This Idempotency-Key was used for another request. Use a new one.",
  },
  unsupported_media_type: { status: 415, message: "Send JSON: `Content-Type: application/json`." },
  password_too_short: { status: 400, message: "Use at least 15 characters. Several words work well." },
  password_too_long: { status: 400, message: "Use at most 256 characters." },
  password_common: { status: 400, message: "This password is too easy to guess. Choose another one." },
  token_invalid: {
    status: 410,
    message: "This link has been used, has expired or is not complete. Ask for a new one.",
  },
  pass_wrong: {
    status: 401,
    message:
      "This is not an access pass that works for you. Check it, or ask your administrator for a new one.",
  },
  recovery_refused: {
    status: 409,
    message: "This way back is not open to you. Ask an administrator of your workspace.",
  },
  password_reset_lately: {
    status: 409,
    message: "Your password was reset by mail in the last 7 days. This way back opens again after that.",
  },
  address_taken: { status: 409, message: "An account with this address exists already." },
  payload_too_large: { status: 413, message: "That is more than this address accepts." },
  phone_invalid: { status: 400, message: "This is not a number that can get text messages." },
  country_not_allowed: {
    status: 409,
    message: "Text messages to this country are not allowed here. Use another method.",
  },
  sms_limit: {
    status: 429,
    message: "No more text messages for now. Use another method, or try again later.",
  },
  rate_limited: { status: 429, message: "Too many requests. Try again in a moment." },
  service_unavailable: {
    status: 503,
    message: "Something we need is not answering. Nothing was changed; try again.",
  },
  internal: { status: 500, message: "Something went wrong on our side. Nothing was changed; try again." },
} as const satisfies Record<string, { status: number; message: string; oauth?: string }>;

export type ErrorCode = keyof typeof ERRORS;

export type ErrorDetails = {
  cause?: unknown;
  /** For the log alone; never sent out. */
  log?: Record<string, unknown>;
  /** Where the way out is. */
  flowUrl?: string;
  retryAfterSeconds?: number;
  /** What can be proved now to go on (`step_up_required`), preferred first. */
  challenge?: readonly string[];
  /** What proof would do (RFC 9470 §3): its level, and how old it may be. */
  wanted?: { acr: string; maxAgeSeconds: number };
  /** Any of which would do (`insufficient_scope`). */
  scopes?: readonly string[];
  /** Form fields with the code of what is wrong with each. */
  fields?: Record<string, string>;
};

/** "Cannot continue". The public text comes from `ERRORS`, so that driver text cannot leak. */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(ERRORS[code].message, { cause: details.cause });
    this.name = "AppError";
    this.status = ERRORS[code].status;
  }
}

const CONNECTION_CODES = /^(08|53|57|58)|^(ECONN|ETIMEDOUT|ENOTFOUND|CONNECT|CONNECTION_)/;
const RETRY_CODES = new Set(["40001", "40P01"]);
/** Characters that no text of the database can hold (U+0000). */
const UNSTORABLE_CODES = new Set(["22021", "22P05"]);

/** The driver's code of a database error, through drizzle's wrapping; null for anything else. */
export function databaseErrorCode(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === "string") return code;
  }
  return null;
}

export const isUniqueViolation = (error: unknown): boolean => databaseErrorCode(error) === "23505";
export const isRetryable = (error: unknown): boolean => RETRY_CODES.has(databaseErrorCode(error) ?? "");

/** Anything thrown, as an `AppError`: a database out of reach is 503 and safe to retry, the unknown is 500. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = databaseErrorCode(error);
  if (code && (CONNECTION_CODES.test(code) || RETRY_CODES.has(code))) {
    return new AppError("service_unavailable", { cause: error, retryAfterSeconds: 2 });
  }
  if (code && UNSTORABLE_CODES.has(code)) return new AppError("invalid_input", { cause: error });
  return new AppError("internal", { cause: error });
}
