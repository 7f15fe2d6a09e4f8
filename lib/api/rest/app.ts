import "server-only";
import { createRoute, OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import type { Context } from "hono";
import { AppError } from "../../core/errors";
import { streamOf } from "../../core/stream";
import { inTransaction } from "../../db/transaction";
import { actorOf } from "../caller";
import { onceFor, type Result } from "../results/service";
import { documentOf, NDJSON, routeOf } from "./document";
import {
  type Admitted,
  admit,
  requireRoom,
  requireScope,
  requireUnbounded,
  type Surroundings,
} from "./guard";
import { readIdempotencyKey } from "./idempotency";
import type { Call, Operation } from "./operation";
import { OPERATIONS } from "./operations";
import { plainRequest } from "./plain-request";
import { problem } from "./problem";
import { refuseInput } from "./refuse-input";
import { select } from "./selection";
import { USER_FIELDS } from "./users/schema";
import { etagOf, isUnchanged, requireVersion } from "./versions";

export type Environment = { Bindings: Surroundings; Variables: { admitted: Admitted } };
type Ctx = Context<Environment>;

export const BASE_PATH = "/api/v2";

const fail = (c: Ctx, thrown: unknown): Response => {
  const response = problem(thrown, c.env.client, c.req.raw.headers.has("authorization"));
  for (const [name, value] of Object.entries(c.get("admitted")?.limits ?? {}))
    response.headers.set(name, value);
  return response;
};

/** Guards come first, in this order, and parsing after them: a refusal tells nothing else. */
const guarded = (operation: Operation) => async (c: Ctx, next: () => Promise<void>) => {
  const admitted = await admit(c.req.raw, c.env);
  c.set("admitted", admitted);
  requireRoom(admitted);
  requireScope(admitted.caller, operation.scopes);
  if (operation.isForAll) requireUnbounded(admitted.caller);
  await next();
};

function callOf(c: Ctx, operation: Operation, db: Call["db"]): Call {
  const { caller, now } = c.get("admitted");
  const scopes = [...operation.scopes, ...(operation.alsoUses ?? [])];
  const valid = (part: "param" | "query" | "json") => c.req.valid(part as never) as unknown;
  return {
    db,
    caller,
    workspaceId: caller.workspace.id,
    actor: actorOf(caller, { scopes, now, client: c.env.client }),
    params: operation.params && valid("param"),
    query: operation.query && valid("query"),
    body: operation.body && valid("json"),
  };
}

/** What nobody declared does not leave. */
async function resultOf(operation: Operation, call: Call): Promise<Result> {
  const answer = await operation.run(call);
  const body = operation.answer ? operation.answer.parse(answer) : null;
  if (!operation.isSelectable) return { status: operation.status, body };
  return { status: operation.status, body: select(body, call.query as object, USER_FIELDS) };
}

/** A write is one transaction: precondition, effect, audit, mail and the answer kept for a repetition. */
async function write(c: Ctx, operation: Operation): Promise<Result & { isReplay?: boolean }> {
  const key = readIdempotencyKey(c.req.raw.headers);
  const ifMatch = c.req.header("if-match");
  const body = operation.body ? await c.req.text() : "";
  const { caller } = c.get("admitted");
  return inTransaction(c.env.db, async (tx) => {
    const call = callOf(c, operation, tx);
    const work = async () => {
      if (ifMatch !== undefined && operation.current) requireVersion(ifMatch, await operation.current(call));
      return resultOf(operation, call);
    };
    if (key === null) return work();
    const request = [c.req.method, new URL(c.req.url).pathname, new URL(c.req.url).search, body].join("\n");
    return onceFor(tx, { workspaceId: caller.workspace.id, clientId: caller.clientId, key }, request, work);
  });
}

/** Text that is sent as it is made; what goes wrong before its first piece is a problem like any other. */
async function written(c: Ctx, operation: Operation, type: string): Promise<Response> {
  const pieces = (await operation.run(callOf(c, operation, c.env.db))) as AsyncGenerator<string>;
  const headers = {
    ...c.get("admitted").limits,
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-request-id": c.env.client.requestId,
  };
  return new Response(streamOf(pieces), { status: operation.status, headers });
}

const answered = (operation: Operation) => async (c: Ctx) => {
  if (operation.textType) return written(c, operation, operation.textType);
  const isRead = operation.method === "get";
  const { status, body, isReplay } = isRead
    ? { ...(await resultOf(operation, callOf(c, operation, c.env.db))), isReplay: false }
    : await write(c, operation);
  const headers = new Headers({
    ...c.get("admitted").limits,
    "cache-control": "no-store",
    "x-request-id": c.env.client.requestId,
  });
  if (isReplay) headers.set("idempotent-replayed", "true");
  if (body === null) return new Response(null, { status, headers });
  if (operation.isLines) {
    headers.set("content-type", NDJSON);
    return new Response((body as unknown[]).map((line) => `${JSON.stringify(line)}\n`).join(""), {
      status,
      headers,
    });
  }
  const etag = etagOf(body);
  headers.set("etag", etag);
  if (isRead && isUnchanged(c.req.header("if-none-match") ?? null, etag))
    return new Response(null, { status: 304, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(body), { status, headers });
};

function build() {
  const api = new OpenAPIHono<Environment>({
    defaultHook: ((result: Parameters<typeof refuseInput>[0]) => refuseInput(result)) as never,
  });
  api.onError((error, c) => fail(c, error));
  for (const operation of OPERATIONS) {
    const route = createRoute({ ...routeOf(operation), middleware: guarded(operation) } as RouteConfig);
    api.openapi(route as never, answered(operation) as never);
  }
  api.get("/openapi.json", (c) => c.json(documentOf(api)));
  const root = new OpenAPIHono<Environment>();
  root.onError((error, c) => fail(c, error));
  root.notFound((c) => fail(c, new AppError("not_found")));
  return { root: root.route(BASE_PATH, api), api };
}

const holder: { built?: ReturnType<typeof build> } = {};
const built = () => (holder.built ??= build());

/** Answers one call of the management API; never throws. */
export async function handleRest(request: Request, surroundings: Surroundings): Promise<Response> {
  try {
    return await built().root.fetch(await plainRequest(request), surroundings);
  } catch (error) {
    return problem(error, surroundings.client, request.headers.has("authorization"));
  }
}

/** The OpenAPI 3.1 document, from the operations themselves. */
export const restDocument = () => documentOf(built().api);
