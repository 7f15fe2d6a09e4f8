import "server-only";
import Provider, { type Adapter, type AdapterPayload } from "oidc-provider";
import { randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import { database } from "../../db/client";
import { createApplication } from "../applications/service";
import { inert } from "../artifacts/inert";
import { type AccessToken, verifyAccessToken } from "../service";
import { visitorOf } from "./visitor";

/** Who may register applications: holders of an access token of the management API with this scope. */
const REGISTRATION_SCOPE = "create:clients";

const registrars = new WeakMap<object, AccessToken>();

/** Dynamic registration (RFC 7591) for holders of such a token alone. */
export const registrationFeature = (newClientId: () => string) => ({
  enabled: true,
  initialAccessToken: true,
  idFactory: newClientId,
  secretFactory: async () => randomToken(),
  issueRegistrationAccessToken: false,
});

const epoch = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

/** An access token of ours in the provider's eyes: a right to register. */
export const initialAccessTokenAdapter: Adapter = {
  ...inert,
  async find(id): Promise<AdapterPayload | undefined> {
    const token = await verifyAccessToken(database(), `Bearer ${id}`).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "access_token_invalid") return null;
      throw error;
    });
    if (!token?.scopes.has(REGISTRATION_SCOPE)) return undefined;
    if (Provider.ctx) registrars.set(Provider.ctx.req, token);
    return {
      kind: "InitialAccessToken",
      jti: id,
      iat: epoch(token.issuedAt),
      exp: epoch(token.expiresAt),
    };
  },
};

/** Keeps a registered application in the workspace of whoever registered it; third-party, so its users are asked. */
export async function registerApplication(id: string, metadata: AdapterPayload): Promise<void> {
  const ctx = Provider.ctx;
  const registrar = ctx && registrars.get(ctx.req);
  if (!ctx || !registrar) throw new Error("an application was registered by nobody");
  const authMethod = String(metadata.token_endpoint_auth_method ?? "client_secret_basic");
  await createApplication(
    database(),
    {
      workspaceId: registrar.workspaceId,
      id,
      name: metadata.client_name ?? id,
      kind: metadata.application_type === "native" ? "native" : "web",
      authMethod,
      ...(metadata.client_secret ? { secret: metadata.client_secret } : {}),
      grantTypes: (metadata.grant_types ?? []).filter((type) => type !== "client_credentials"),
      redirectUris: [...(metadata.redirect_uris ?? [])],
      postLogoutUris: [...(metadata.post_logout_redirect_uris ?? [])],
      backchannelLogoutUri: metadata.backchannel_logout_uri ?? null,
      homeUri: metadata.client_uri ?? null,
      logoUri: metadata.logo_uri ?? null,
      scopes: (metadata.scope ?? "openid profile email offline_access").split(" "),
      jwks: (metadata.jwks as { keys: Record<string, unknown>[] } | undefined) ?? null,
      defaultAcr: metadata.default_acr_values?.[0] ?? null,
      defaultMaxAgeSeconds: metadata.default_max_age ?? null,
    },
    { actorId: registrar.clientId, client: visitorOf(ctx.req).client },
  );
}
