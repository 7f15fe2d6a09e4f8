import "server-only";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import { env } from "../../core/env";
import { OWN_METADATA } from "../applications/adapter";
import { asManagementResource, managementResource } from "../core/resource";
import { SIGNING_ALG, type SigningKey } from "../keys/service";

export const ROUTES = {
  authorization: "/authorize",
  token: "/oauth/token",
  revocation: "/oauth/revoke",
  introspection: "/oauth/introspect",
  userinfo: "/userinfo",
  device_authorization: "/oauth/device/code",
  code_verification: "/device",
  end_session: "/oidc/logout",
  registration: "/oidc/register",
  pushed_authorization_request: "/oauth/par",
  jwks: "/.well-known/jwks.json",
};

const MACHINE_TOKEN_SECONDS = 3_600;

/** The resource that a request asks for in Auth0's words (`audience`); RFC 8707's `resource` goes first. */
function audienceOf(ctx: KoaContextWithOIDC): string | undefined {
  const { audience } = ctx.oidc.body ?? {};
  if (typeof audience === "string") return audience;
  return undefined;
}

/** An application that acts for itself asks for the management API, as there is no other. */
function defaultResource(ctx: KoaContextWithOIDC): string | undefined {
  const isMachine = ctx.oidc.params?.grant_type === "client_credentials";
  return audienceOf(ctx) ?? (isMachine ? managementResource(env().APP_URL) : undefined);
}

/** A machine that names no scope asks for all of its own, as Auth0's clients do (RFC 6749 §3.3: the default). */
function askForAll({ oidc }: KoaContextWithOIDC, scopes: readonly string[]): void {
  if (oidc.params?.grant_type === "client_credentials") oidc.params.scope ??= scopes.join(" ");
}

/** The management API is the one resource; what an application may do there is its own list of scopes. */
function resourceServerFor(ctx: KoaContextWithOIDC, resource: string, client: { api_scopes?: unknown }) {
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

export const configurationOf = (keys: SigningKey[], scopes: string[]): Configuration => ({
  jwks: { keys: keys as never },
  routes: ROUTES,
  scopes: [...new Set(["openid", "offline_access", ...scopes])],
  responseTypes: ["code"],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
  enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALG] },
  extraClientMetadata: { properties: OWN_METADATA },
  ttl: { ClientCredentials: MACHINE_TOKEN_SECONDS },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, _client, oneOf) => oneOf ?? (defaultResource(ctx) as never),
      getResourceServerInfo: resourceServerFor as never,
    },
  },
});
