import "server-only";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Db } from "../../db/client";
import { inert } from "../artifacts/inert";
import { type ApplicationRow, findEnabledApplication } from "./store";

/**
 * Stands where the provider expects a secret in plain text. It equals none: secrets are compared by their hashes
 * (`isSecretRight`), and no algorithm that would use one as a key is switched on.
 */
const NO_SECRET = "kept as a hash";

/** An application as the provider's client metadata (RFC 7591 §2), with what is ours beside it. */
export const toMetadata = (row: ApplicationRow): AdapterPayload => ({
  client_id: row.id,
  client_name: row.name,
  application_type: row.kind === "native" ? "native" : "web",
  token_endpoint_auth_method: row.authMethod as never,
  ...(row.authMethod.startsWith("client_secret") ? { client_secret: NO_SECRET } : {}),
  grant_types: row.grantTypes,
  response_types: row.grantTypes.includes("authorization_code") ? ["code"] : [],
  redirect_uris: row.redirectUris,
  post_logout_redirect_uris: row.postLogoutUris,
  ...(row.backchannelLogoutUri
    ? { backchannel_logout_uri: row.backchannelLogoutUri, backchannel_logout_session_required: true }
    : {}),
  // An empty list would be taken for none at all
  scope: row.scopes.join(" ") || "openid",
  ...(row.homeUri ? { client_uri: row.homeUri } : {}),
  // A picture that was uploaded is no address
  ...(row.logoUri?.startsWith("http") ? { logo_uri: row.logoUri } : {}),
  ...(row.jwks ? { jwks: row.jwks as never } : {}),
  ...(row.requiresPushed ? { require_pushed_authorization_requests: true } : {}),
  ...(row.defaultAcr ? { default_acr_values: [row.defaultAcr] } : {}),
  ...(row.defaultMaxAgeSeconds === null ? {} : { default_max_age: row.defaultMaxAgeSeconds }),
  workspace_id: row.workspaceId,
  api_scopes: row.apiScopes,
  cors_origins: row.corsOrigins,
  is_first_party: row.isFirstParty,
});

/** Metadata of ours that the provider carries along. */
export const OWN_METADATA = ["workspace_id", "api_scopes", "cors_origins", "is_first_party"];

/** Applications as the provider looks them up: a switched-off one is unknown. */
export const applicationAdapter = (db: () => Db): Adapter => ({
  ...inert,
  async find(id) {
    const row = await findEnabledApplication(db(), id);
    return row ? toMetadata(row) : undefined;
  },
});
