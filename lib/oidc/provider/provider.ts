import "server-only";
import Provider from "oidc-provider";
import { env } from "../../core/env";
import { type Db, database } from "../../db/client";
import { applicationAdapter } from "../applications/adapter";
import { isSecretRight, listScopeNames } from "../applications/service";
import { ArtifactAdapter } from "../artifacts/adapter";
import { listSigningKeys } from "../keys/service";
import { configurationOf } from "./configuration";

type Built = { provider: Provider; madeOf: string };
const holder = globalThis as { sallyportProvider?: Built };

/**
 * The provider, as the keys and scopes stand at this moment: it is made anew where either has changed, in this process
 * or another.
 */
export async function currentProvider(db: Db): Promise<Provider> {
  const [keys, scopes] = await Promise.all([listSigningKeys(db), listScopeNames(db)]);
  const madeOf = JSON.stringify([keys.map(({ kid }) => kid), scopes]);
  if (holder.sallyportProvider?.madeOf !== madeOf)
    holder.sallyportProvider = { provider: makeProvider(keys, scopes), madeOf };
  return holder.sallyportProvider.provider;
}

function makeProvider(...[keys, scopes]: Parameters<typeof configurationOf>): Provider {
  const adapter = (kind: string) =>
    kind === "Client"
      ? applicationAdapter(database)
      : new ArtifactAdapter(kind, database, () => ({ workspaceId: null }));
  const provider = new Provider(env().APP_URL, { adapter, ...configurationOf(keys, scopes) });
  // Behind a proxy too, addresses are the issuer's: the handler writes these headers itself
  provider.proxy = true;
  keepSecretsHashed(provider);
  return provider;
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
