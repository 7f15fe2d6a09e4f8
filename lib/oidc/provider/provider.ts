import "server-only";
import Provider, { type Adapter } from "oidc-provider";
import { env } from "../../core/env";
import { type Db, database } from "../../db/client";
import { applicationAdapter } from "../applications/adapter";
import { isSecretRight, listScopeNames } from "../applications/service";
import { ArtifactAdapter } from "../artifacts/adapter";
import { SessionAdapter } from "../artifacts/session-adapter";
import { listSigningKeys } from "../keys/service";
import { configurationOf } from "./configuration";
import { listenTo } from "./events";
import { initialAccessTokenAdapter, registerApplication } from "./registration";
import { revocationRecord, revokeJwt } from "./revocation";
import { answerSignOut } from "./sign-out";
import { surroundings } from "./surroundings";

let built: { provider: Provider; madeOf: string } | null = null;

/**
 * The provider, as the keys and scopes stand at this moment: it is made anew where either has changed, in this process
 * or another. Kept in this module and never on globalThis: the build holds this code more than once (routes, pages,
 * jobs), and a provider finds its visitors in its own copy alone.
 */
export async function currentProvider(db: Db): Promise<Provider> {
  const [keys, scopes] = await Promise.all([listSigningKeys(db), listScopeNames(db)]);
  const madeOf = JSON.stringify([keys.map(({ kid }) => kid), scopes]);
  if (built?.madeOf !== madeOf) built = { provider: makeProvider(keys, scopes), madeOf };
  return built.provider;
}

function adapterFor(kind: string): Adapter {
  if (kind === "Client") return { ...applicationAdapter(database), upsert: registerApplication };
  if (kind === "InitialAccessToken") return initialAccessTokenAdapter;
  const artifacts = new ArtifactAdapter(kind, database, surroundings, revocationRecord);
  return kind === "Session" ? new SessionAdapter(artifacts) : artifacts;
}

function makeProvider(...[keys, scopes]: Parameters<typeof configurationOf>): Provider {
  const provider = new Provider(env().APP_URL, { adapter: adapterFor, ...configurationOf(keys, scopes) });
  // Behind a proxy too, addresses are the issuer's: the handler writes these headers itself
  provider.proxy = true;
  provider.use(answerSignOut);
  provider.use(hideForeignScopes);
  provider.use(revokeJwt);
  keepSecretsHashed(provider);
  listenTo(provider);
  return provider;
}

/** Discovery names the scopes of the standard: which ones a workspace gave its applications is no stranger's business. */
async function hideForeignScopes(
  ctx: { oidc?: { route: string }; body?: unknown },
  next: () => Promise<void>,
) {
  await next();
  if (ctx.oidc?.route !== "discovery") return;
  ctx.body = { ...(ctx.body as object), scopes_supported: ["openid", "profile", "email", "offline_access"] };
}

/** The provider compares secrets in plain text; ours are kept as hashes (ASVS 6.5.2). */
function keepSecretsHashed(provider: Provider): void {
  const client = provider.Client.prototype as unknown as {
    clientId: string;
    workspace_id: string;
    compareClientSecret: (presented: string) => Promise<boolean>;
  };
  client.compareClientSecret = function (presented) {
    return isSecretRight(database(), { workspaceId: this.workspace_id, id: this.clientId }, presented);
  };
}
