import "server-only";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { env } from "../../core/env";
import { ERRORS, type ErrorCode } from "../../core/errors";
import { MESSAGES } from "../../i18n/messages";
import { SCOPE_NAMES } from "../core/scopes";
import type { Operation } from "./operation";

/** Problem details (RFC 9457), with the fields that Auth0's clients read. */
const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    statusCode: z.int(),
    error: z.string(),
    errorCode: z.string(),
    message: z.string(),
  })
  .openapi("Problem");

/** One JSON value per line. */
export const NDJSON = "application/x-ndjson";

const EVERYWHERE: readonly ErrorCode[] = ["access_token_invalid", "rate_limited"];

function errorsOf(operation: Operation): ErrorCode[] {
  const isWrite = operation.method !== "get";
  const codes: ErrorCode[] = [...EVERYWHERE, ...(operation.errors ?? [])];
  if (operation.scopes.length > 0) codes.push("insufficient_scope");
  codes.push("invalid_input");
  if (operation.params) codes.push("not_found");
  if (isWrite) codes.push("idempotency_mismatch");
  if (operation.current) codes.push("precondition_failed");
  return [...new Set(codes)];
}

function problemsOf(operation: Operation) {
  const codes = errorsOf(operation);
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))].sort();
  const entries = statuses.map((status) => {
    const here = codes.filter((code) => ERRORS[code].status === status);
    const description = here.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join("\n\n");
    return [status, { description, content: { "application/problem+json": { schema: problemSchema } } }];
  });
  return Object.fromEntries(entries);
}

const idempotencyHeader = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .openapi({ description: "The same call again under the same key has its effect once, for 24 hours." }),
});

const DONE: Record<Operation["status"], string> = {
  200: "What was asked for",
  201: "Made",
  202: "Accepted; it happens later",
  204: "Done",
};

/** `patch /users/{id}` → `patch_users_id`. */
const operationIdOf = ({ method, path }: Operation): string =>
  [method, ...path.split(/[^\w]+/).filter(Boolean)].join("_");

/** One operation as an OpenAPI path item. */
export function routeOf(operation: Operation) {
  const { method, path, tag, summary, description, scopes, params, query, body, status, answer } = operation;
  const schema = operation.isLines && answer instanceof z.ZodArray ? (answer.element as z.ZodType) : answer;
  const type = operation.isLines ? NDJSON : (operation.textType ?? "application/json");
  const content = schema ? { content: { [type]: { schema } } } : {};
  return {
    method,
    path,
    operationId: operationIdOf(operation),
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: [{ token: [...scopes] }],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(method === "get" ? {} : { headers: idempotencyHeader }),
      ...(body ? { body: { required: true, content: { "application/json": { schema: body } } } } : {}),
    },
    responses: { [status]: { description: DONE[status], ...content }, ...problemsOf(operation) },
  };
}

/** The whole document. */
export const documentOf = (api: Pick<OpenAPIHono, "getOpenAPI31Document">) => {
  const tokenUrl = `${env().APP_URL}/oauth/token`;
  const scopes = Object.fromEntries(SCOPE_NAMES.map((name) => [name, MESSAGES.en.api.scope[name]]));
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Sallyport management API",
      version: "2",
      description:
        "Whatever an administrator does on screen, with the same rules, the same preview and the same audit.",
    },
    servers: [{ url: `${env().APP_URL}/api/v2` }],
  });
  const components = {
    ...document.components,
    securitySchemes: {
      token: { type: "oauth2" as const, flows: { clientCredentials: { tokenUrl, scopes } } },
    },
  };
  return { ...document, components };
};
