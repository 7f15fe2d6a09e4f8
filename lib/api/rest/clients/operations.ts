import "server-only";
import { z } from "@hono/zod-openapi";
import { type ClientRow, getClient, listClients } from "../../../oidc/clients/service";
import { type Operation, operation } from "../operation";
import { pageOf, pageSchema, pagingQuery } from "../paging";

const tag = "Clients";
const params = z.strictObject({ id: z.string().max(64) });

const APP_TYPES = ["regular_web", "native", "non_interactive"] as const;
const TYPE_OF: Record<string, (typeof APP_TYPES)[number]> = {
  web: "regular_web",
  native: "native",
  machine: "non_interactive",
};

/** An application as Auth0's clients know one, with its rule about the second factor; its secrets are nowhere here. */
export const clientSchema = z
  .object({
    client_id: z.string(),
    name: z.string(),
    app_type: z.enum(APP_TYPES),
    is_first_party: z.boolean(),
    logo_uri: z.string().nullable(),
    callbacks: z.array(z.string()),
    allowed_logout_urls: z.array(z.string()),
    web_origins: z.array(z.string()),
    grant_types: z.array(z.string()),
    token_endpoint_auth_method: z.string(),
    scopes: z.array(z.string()).openapi({ description: "What it may ask of a user" }),
    api_scopes: z.array(z.string()).openapi({ description: "What it may do at this API" }),
    mfa_rule: z.string().openapi({ description: "When it asks for a second factor" }),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .openapi("Client");

const toClient = (row: ClientRow): z.input<typeof clientSchema> => ({
  client_id: row.id,
  name: row.name,
  app_type: TYPE_OF[row.kind] ?? "regular_web",
  is_first_party: row.isFirstParty,
  logo_uri: row.logoUri,
  callbacks: row.redirectUris,
  allowed_logout_urls: row.postLogoutUris,
  web_origins: row.corsOrigins,
  grant_types: row.grantTypes,
  token_endpoint_auth_method: row.authMethod,
  scopes: row.scopes,
  api_scopes: row.apiScopes,
  mfa_rule: row.rule,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});

const { page, per_page, include_totals } = pagingQuery;

const list = operation({
  method: "get",
  path: "/clients",
  tag,
  summary: "List applications and programs",
  description: "Made and changed by administrators alone: no token makes another.",
  scopes: ["read:clients"],
  isForAll: true,
  query: z.strictObject({ page, per_page, include_totals }),
  status: 200,
  answer: pageSchema(clientSchema, "clients"),
  run: async ({ db, workspaceId, query }) =>
    pageOf((await listClients(db, workspaceId)).map(toClient), "clients", query),
});

const getOne = operation({
  method: "get",
  path: "/clients/{id}",
  tag,
  summary: "Get an application or program",
  scopes: ["read:clients"],
  isForAll: true,
  params,
  status: 200,
  answer: clientSchema,
  run: async ({ db, workspaceId, params: { id } }) => toClient(await getClient(db, workspaceId, id)),
});

export const clientOperations: Operation[] = [list, getOne];
