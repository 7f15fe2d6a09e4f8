import "server-only";
import { STATUS_CODES } from "node:http";
import { HTTPException } from "hono/http-exception";
import type { Client } from "../../core/client";
import { env } from "../../core/env";
import { AppError, ERRORS, type ErrorCode, toAppError } from "../../core/errors";
import { logger } from "../../core/logger";

/** What the router itself refuses, before any of ours runs. */
const BY_STATUS: Record<number, ErrorCode> = {
  400: "invalid_input",
  404: "not_found",
  413: "payload_too_large",
  415: "unsupported_media_type",
};

const asAppError = (thrown: unknown): AppError =>
  thrown instanceof HTTPException
    ? new AppError(BY_STATUS[thrown.status] ?? "internal", { cause: thrown })
    : toAppError(thrown);

/** What is wrong, as exactly as may be said. */
export function detailOf({ code, details }: AppError): string {
  if (details.scopes) return `Any of these scopes would do: ${details.scopes.join(", ")}.`;
  if (details.fields)
    return Object.entries(details.fields)
      .map(([field, what]) => `${field}: ${what}`)
      .join("; ");
  return ERRORS[code].message;
}

/** RFC 6750 §3: no code where nothing was presented. */
export function challengeOf({ code, details, status }: AppError, isPresented: boolean): string | null {
  if (status !== 401 && code !== "insufficient_scope") return null;
  const parts = ['Bearer realm="sallyport"'];
  const entry = ERRORS[code];
  if (isPresented) parts.push(`error="${"oauth" in entry ? entry.oauth : "invalid_token"}"`);
  if (details.scopes) parts.push(`scope="${details.scopes.join(" ")}"`);
  if (details.wanted)
    parts.push(`acr_values="${details.wanted.acr}"`, `max_age="${details.wanted.maxAgeSeconds}"`);
  return parts.join(", ");
}

/** The one translation at this edge: RFC 9457 problem details, with the fields that Auth0's clients read. */
export function problem(thrown: unknown, client: Client, isPresented: boolean): Response {
  const error = asAppError(thrown);
  const { cause, log, retryAfterSeconds, fields } = error.details;
  if (error.status >= 500)
    logger().error({ requestId: client.requestId, error: error.code, err: cause, ...log }, "API call failed");
  const detail = detailOf(error);
  const challenge = challengeOf(error, isPresented);
  const body = {
    type: `${env().APP_URL}/docs/api#${error.code}`,
    title: ERRORS[error.code].message,
    status: error.status,
    code: error.code,
    detail,
    requestId: client.requestId,
    ...(fields ? { fields } : {}),
    statusCode: error.status,
    error: STATUS_CODES[error.status] ?? "Error",
    errorCode: error.code,
    message: detail,
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": client.requestId,
      ...(challenge ? { "www-authenticate": challenge } : {}),
      ...(retryAfterSeconds ? { "retry-after": String(retryAfterSeconds) } : {}),
    },
  });
}
