import "server-only";
import type { NextRequest } from "next/server";
import type { Client } from "../core/client";
import { AppError, ERRORS, type ErrorDetails, toAppError } from "../core/errors";
import { logger } from "../core/logger";
import { type Db, database } from "../db/client";
import { hasRight, type Right } from "../identity/core/rights";
import type { SessionSubject } from "../policy/facts";
import { clientOf, requireSameOrigin } from "./request";
import { type Access, requireLevel } from "./standing";
import { currentViewer } from "./viewer";

type Params = Promise<Record<string, string | string[] | undefined>>;
export type RouteContext<Subject> = {
  db: Db;
  client: Client;
  subject: Subject;
  params: Record<string, string | string[] | undefined>;
};

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

function problem(thrown: unknown, client: Client): Response {
  const error = toAppError(thrown);
  const { cause, log, retryAfterSeconds, flowUrl, fields, wanted } = error.details;
  if (error.status >= 500)
    logger().error({ requestId: client.requestId, error: error.code, err: cause, ...log }, "route failed");
  const body = {
    type: "about:blank",
    title: ERRORS[error.code].message,
    status: error.status,
    code: error.code,
    requestId: client.requestId,
    ...(flowUrl ? { flowUrl } : {}),
    ...(fields ? { fields } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(retryAfterSeconds ? { "retry-after": String(retryAfterSeconds) } : {}),
      ...(wanted && error.status === 401 ? { "www-authenticate": insufficient(wanted) } : {}),
    },
  });
}

/** RFC 9470 §3. */
const insufficient = ({ acr, maxAgeSeconds }: NonNullable<ErrorDetails["wanted"]>): string =>
  `Bearer error="insufficient_user_authentication", acr_values="${acr}", max_age="${maxAgeSeconds}"`;

async function answer(request: NextRequest, run: (client: Client) => Promise<Response>): Promise<Response> {
  const client = clientOf(request.headers);
  try {
    return await run(client);
  } catch (error) {
    return problem(error, client);
  }
}

/** A route that anybody may call. */
export function publicRoute(run: (request: NextRequest, ctx: RouteContext<null>) => Promise<Response>) {
  return (request: NextRequest, { params }: { params: Params }): Promise<Response> =>
    answer(request, async (client) =>
      run(request, { db: database(), client, subject: null, params: await params }),
    );
}

/** A route of a browser session: guard, then same origin where it changes something, then the handler. */
export function apiRoute(
  options: { access?: Access; right?: Right },
  run: (request: NextRequest, ctx: RouteContext<SessionSubject>) => Promise<Response>,
) {
  return (request: NextRequest, { params }: { params: Params }): Promise<Response> =>
    answer(request, async (client) => {
      const { subject } = await currentViewer();
      const permitted = requireLevel(subject, options.access ?? "full");
      if (options.right && !hasRight(permitted.user, options.right)) throw new AppError("missing_right");
      if (!READING.has(request.method)) requireSameOrigin(request.headers);
      return run(request, { db: database(), client, subject: permitted, params: await params });
    });
}
