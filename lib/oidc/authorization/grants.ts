import "server-only";
import type { KoaContextWithOIDC } from "oidc-provider";
import { database } from "../../db/client";
import { findConsent, type Given } from "../consents/service";

type ProviderGrant = InstanceType<KoaContextWithOIDC["oidc"]["provider"]["Grant"]>;

/** Puts what was given into a grant. */
export function addGiven(grant: ProviderGrant, { scopes, claims, resources }: Given): void {
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(" "));
  if (claims.length > 0) grant.addOIDCClaims(claims);
  for (const [resource, names] of Object.entries(resources))
    if (names.length > 0) grant.addResourceScope(resource, names.join(" "));
}

/** Everything that is asked, for an application of the workspace's own. */
function everythingAsked({ oidc }: KoaContextWithOIDC): Given {
  const wanted = oidc.requestParamScopes;
  const resources = Object.entries(oidc.resourceServers ?? {}).map(([name, server]) => [
    name,
    [...server.scopes].filter((scope) => wanted.has(scope)),
  ]);
  return {
    scopes: [...oidc.requestParamOIDCScopes],
    claims: [...oidc.requestParamClaims],
    resources: Object.fromEntries(resources),
  };
}

/**
 * The grant of this session and application, with what the user let it do before. Each session has its own, so that a
 * stolen refresh token ends what was issued in one session and not in all.
 */
export async function loadGrant(ctx: KoaContextWithOIDC): Promise<ProviderGrant | undefined> {
  const { oidc } = ctx;
  const { account, client, session, provider } = oidc;
  if (!account || !client) return undefined;
  const id = oidc.result?.consent?.grantId ?? session?.grantIdFor(client.clientId);
  const held = id ? await provider.Grant.find(id) : undefined;
  if (held && oidc.result?.consent?.grantId) return held;
  const given = client.is_first_party
    ? everythingAsked(ctx)
    : await findConsent(database(), {
        workspaceId: String(client.workspace_id),
        userId: account.accountId,
        clientId: client.clientId,
      });
  if (!given) return held;
  const grant = held ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  addGiven(grant, given);
  await grant.save();
  return grant;
}
