import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { GraphQLError } from "graphql";
import type { Client } from "../../core/client";
import { type AppError, ERRORS, type ErrorCode, toAppError } from "../../core/errors";
import { logger } from "../../core/logger";
import { challengeOf, detailOf } from "../rest/problem";

const running = new AsyncLocalStorage<Client>();

/** Runs what answers one client, so that its errors name the request wherever they come from. */
export const answering = <T>(client: Client, work: () => Promise<T>): Promise<T> => running.run(client, work);

const requestId = () => running.getStore()?.requestId;

/** The words that GraphQL clients look for, by status. */
const CLASSES: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "RATE_LIMITED",
  503: "UNAVAILABLE",
};

const classOf = (status: number): string => CLASSES[status] ?? (status >= 500 ? "INTERNAL" : "BAD_REQUEST");

/** What stands beside the message: the code of `ERRORS`, and for a proof that is wanted what RFC 9470 says of it. */
function extensionsOf(error: AppError): Record<string, unknown> {
  const { fields, scopes, wanted, challenge, retryAfterSeconds } = error.details;
  return {
    code: error.code,
    status: error.status,
    classification: classOf(error.status),
    requestId: requestId(),
    ...(fields ? { fields } : {}),
    ...(scopes ? { scopes } : {}),
    ...(wanted ? { acr_values: wanted.acr, max_age: String(wanted.maxAgeSeconds) } : {}),
    ...(challenge ? { challenge } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}

/** What a request did wrong, in graphql's own words; they name what was sent and the schema. */
function extensionsOfRequest({ extensions }: GraphQLError): Record<string, unknown> {
  const code: ErrorCode = "invalid_input";
  const { status = ERRORS[code].status } = (extensions.http ?? {}) as { status?: number };
  return { code, status, classification: "BAD_REQUEST", requestId: requestId(), http: { status } };
}

function original(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
}

/** The one translation at this edge: a code and its public words, never a stack nor a driver's text. */
export function toGraphQLError(thrown: unknown): GraphQLError {
  const cause = original(thrown);
  const place = thrown instanceof GraphQLError ? { nodes: thrown.nodes, path: thrown.path } : {};
  // What has a place in the answer came of a field, and is no fault of the document's
  if (cause instanceof GraphQLError && !place.path) {
    const { message, nodes, source, positions } = cause;
    const extensions = extensionsOfRequest(cause);
    return new GraphQLError(message, { nodes, source, positions, extensions });
  }
  const error = toAppError(cause);
  if (error.status >= 500)
    logger().error(
      { requestId: requestId(), error: error.code, err: error.details.cause, ...error.details.log },
      "GraphQL field failed",
    );
  const detail = error.details.scopes || error.details.fields ? detailOf(error) : ERRORS[error.code].message;
  return new GraphQLError(detail, { ...place, extensions: extensionsOf(error) });
}

/** Whether an error was translated here. */
export const isOurs = ({ extensions }: GraphQLError): boolean => "classification" in extensions;

/** An answer to a call that got no further than the door. */
export function refusal(thrown: unknown, client: Client, headers: Headers, isPresented = true): Response {
  const error = toAppError(thrown);
  const { message, extensions } = running.run(client, () => toGraphQLError(error));
  const challenge = challengeOf(error, isPresented);
  if (challenge) headers.set("www-authenticate", challenge);
  if (error.details.retryAfterSeconds) headers.set("retry-after", String(error.details.retryAfterSeconds));
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify({ errors: [{ message, extensions }] }), {
    status: error.status,
    headers,
  });
}
