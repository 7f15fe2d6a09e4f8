import "server-only";
import { type Client, type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import { ACR_VALUES } from "../../context/core/acr";
import { isSecureOrigin } from "../../core/env";
import { newId } from "../../core/ids";
import { OWN_METADATA } from "../applications/adapter";
import { extraTokenClaims, findAccount } from "../authorization/account";
import { loadGrant } from "../authorization/grants";
import { keepZeroAge, ZERO_AGE } from "../authorization/judgement";
import { makePolicy } from "../authorization/policy";
import { SIGNING_ALG, type SigningKey } from "../keys/service";
import { registrationFeature } from "./registration";
import { defaultResource, MACHINE_TOKEN_SECONDS, resourceServerFor } from "./resources";
import { screens } from "./screens";
import { visitorOf } from "./visitor";

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

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** However often it is renewed, a refresh token ends so long after its authorization. */
const OFFLINE_SECONDS = 90 * DAY;
const UNUSED_SECONDS = 14 * DAY;

const epochNow = (): number => Math.floor(Date.now() / 1_000);

/** Each lives two weeks, and none longer than the first one's absolute end. */
const refreshSeconds = (_ctx: unknown, { iiat }: { iiat?: number }): number =>
  Math.max(1, Math.min(UNUSED_SECONDS, (iiat ?? epochNow()) + OFFLINE_SECONDS - epochNow()));

const secureName = (name: string): string => (isSecureOrigin() ? `__Secure-${name}` : name);

/** Cookies of the provider's own; the session's is read from ours and never sent (lib/http/oidc.ts). */
export const SESSION_COOKIE = "sallyport-oidc-session";
const cookieNames = () => ({
  session: SESSION_COOKIE,
  interaction: secureName("sallyport-interaction"),
  resume: secureName("sallyport-resume"),
});

export const configurationOf = (keys: SigningKey[], scopes: string[]): Configuration => ({
  jwks: { keys: keys as never },
  routes: ROUTES,
  acrValues: ACR_VALUES,
  scopes: [...new Set(["openid", "offline_access", ...scopes])],
  claims: {
    openid: ["sub", "acr", "amr", "auth_time"],
    profile: ["name", "locale"],
    email: ["email", "email_verified"],
    sid: null,
    iss: null,
  },
  responseTypes: ["code"],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
  enabledJWA: {
    idTokenSigningAlgValues: [SIGNING_ALG],
    clientAuthSigningAlgValues: [SIGNING_ALG, "PS256", "ES256", "EdDSA"],
  },
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  enableHttpPostMethods: true,
  // The provider wants this of its session's cookie where requests come by POST; ours stays as it is
  cookies: { names: cookieNames(), long: { httpOnly: true, sameSite: "none" } },
  extraClientMetadata: { properties: OWN_METADATA },
  extraParams: { [ZERO_AGE]: keepZeroAge, audience: null } as never,
  extraTokenClaims: extraTokenClaims as never,
  findAccount,
  loadExistingGrant: loadGrant,
  rotateRefreshToken: true,
  interactions: {
    policy: makePolicy(),
    url: (_ctx, { uid, prompt }) =>
      prompt.name === "consent" ? `/consent?interaction=${uid}` : `/interaction/${uid}`,
  },
  clientBasedCORS: (_ctx, origin, client) =>
    ((client.cors_origins as string[] | undefined) ?? []).includes(origin),
  renderError: screens.renderError,
  ttl: {
    AccessToken: HOUR,
    AuthorizationCode: MINUTE,
    ClientCredentials: MACHINE_TOKEN_SECONDS,
    DeviceCode: 10 * MINUTE,
    Grant: 365 * DAY,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: refreshSeconds as never,
    Session: 30 * DAY,
  },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    clientCredentials: { enabled: true },
    claimsParameter: { enabled: true },
    introspection: { enabled: true, allowedPolicy: isOfSameWorkspace as never },
    revocation: { enabled: true, allowedPolicy: isItsOwn as never },
    backchannelLogout: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: screens.logoutSource,
      postLogoutSuccessSource: screens.afterLogout,
    },
    deviceFlow: {
      enabled: true,
      charset: "base-20",
      mask: "****-****",
      deviceInfo: (ctx) => {
        const { ip, userAgent } = visitorOf(ctx.req).client;
        return { ip, userAgent };
      },
      userCodeInputSource: screens.userCodeInput,
      userCodeConfirmSource: screens.userCodeInput as never,
      successSource: screens.deviceDone,
    },
    registration: registrationFeature(() => newId("application")),
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, _client, oneOf) => oneOf ?? (defaultResource(ctx) as never),
      getResourceServerInfo: resourceServerFor as never,
    },
  },
});

/** Whoever revokes somebody else's token is told so; nothing happens to it. */
function isItsOwn(_ctx: unknown, caller: Client, token: { clientId?: string }): boolean {
  if (token.clientId === caller.clientId) return true;
  throw new errors.InvalidRequest("this token is another application's");
}

/** Its own tokens, and for an application that keeps a secret those of its workspace: it is the API behind them. */
async function isOfSameWorkspace(
  ctx: KoaContextWithOIDC,
  caller: Client,
  token: { clientId?: string },
): Promise<boolean> {
  if (token.clientId === caller.clientId) return true;
  const holder = await ctx.oidc.provider.Client.find(token.clientId ?? "");
  return caller.tokenEndpointAuthMethod !== "none" && holder?.workspace_id === caller.workspace_id;
}
