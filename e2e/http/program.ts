import { ManagementClient } from "auth0";
import { SCOPE_NAMES, type Scope } from "../../lib/api/core/scopes";
import { database } from "../../lib/db/client";
import { createApplication } from "../../lib/oidc/applications/service";
import { ORIGIN } from "./browser";

export type Program = { clientId: string; secret: string };

/** A machine client of a workspace, by default with every scope. */
export async function makeProgram(
  workspaceId: string,
  apiScopes: readonly Scope[] = SCOPE_NAMES,
): Promise<Program> {
  const { clientId, secret } = await createApplication(
    database(),
    {
      workspaceId,
      name: "Provisioning",
      kind: "machine",
      grantTypes: ["client_credentials"],
      apiScopes: [...apiScopes],
    },
    { actorId: null, client: null },
  );
  return { clientId, secret: secret ?? "" };
}

/** A token as any OAuth client gets one. */
export async function tokenOf({ clientId, secret }: Program): Promise<string> {
  const response = await fetch(`${ORIGIN}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
      audience: `${ORIGIN}/api/v2/`,
    }),
  });
  return String(((await response.json()) as { access_token: string }).access_token);
}

/** Auth0's own client, pointed here. It knows https alone; on loopback its calls are sent by http. */
export const managementClient = ({ clientId, secret }: Program): ManagementClient =>
  new ManagementClient({
    domain: new URL(ORIGIN).host,
    audience: `${ORIGIN}/api/v2/`,
    clientId,
    clientSecret: secret,
    maxRetries: 0,
    fetch: (url, init) => fetch(String(url).replace(/^https:/, new URL(ORIGIN).protocol), init),
  });
