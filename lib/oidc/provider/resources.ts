import "server-only";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { env } from "../../core/env";
import { asManagementResource, managementResource } from "../core/resource";
import { SIGNING_ALG } from "../keys/service";

export const MACHINE_TOKEN_SECONDS = 3_600;

/** The resource that a request asks for in Auth0's words (`audience`); RFC 8707's `resource` goes first. */
function audienceOf(ctx: KoaContextWithOIDC): string | undefined {
  const audience = ctx.oidc.body?.audience ?? ctx.oidc.params?.audience;
  return typeof audience === "string" ? audience : undefined;
}

/** An application that acts for itself asks for the management API, as there is no other. */
export function defaultResource(ctx: KoaContextWithOIDC): string | undefined {
  const isMachine = ctx.oidc.params?.grant_type === "client_credentials";
  return audienceOf(ctx) ?? (isMachine ? managementResource(env().APP_URL) : undefined);
}

/** A machine that names no scope asks for all of its own, as Auth0's clients do (RFC 6749 §3.3: the default). */
function askForAll({ oidc }: KoaContextWithOIDC, scopes: readonly string[]): void {
  if (oidc.params?.grant_type === "client_credentials") oidc.params.scope ??= scopes.join(" ");
}

/** The management API is the one resource; what an application may do there is its own list of scopes. */
export function resourceServerFor(
  ctx: KoaContextWithOIDC,
  resource: string,
  client: { api_scopes?: unknown },
) {
  const audience = asManagementResource(env().APP_URL, resource);
  const scopes = client.api_scopes as string[] | undefined;
  if (!audience || !scopes || scopes.length === 0) throw new errors.InvalidTarget();
  askForAll(ctx, scopes);
  return {
    audience,
    scope: scopes.join(" "),
    accessTokenFormat: "jwt" as const,
    accessTokenTTL: MACHINE_TOKEN_SECONDS,
    jwt: { sign: { alg: SIGNING_ALG } },
  };
}
