import { createHash, randomBytes } from "node:crypto";
import { database } from "../../lib/db/client";
import { createApplication } from "../../lib/oidc/applications/service";

type Set = Partial<Parameters<typeof createApplication>[1]>;
export type MadeApplication = { clientId: string; secret: string };

export const CALLBACK = "http://localhost:4400/callback";

/** An application of a workspace that asks for consent like a stranger's; columns set as given. */
export async function makeApplication(workspaceId: string, set: Set = {}): Promise<MadeApplication> {
  const by = { actorId: null, client: null };
  const made = await createApplication(
    database(),
    {
      workspaceId,
      name: "Orders",
      kind: "web",
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: [CALLBACK],
      postLogoutUris: ["http://localhost:4400/"],
      scopes: ["openid", "profile", "email", "offline_access", "orders", "payment"],
      ...set,
    },
    by,
  );
  return { clientId: made.clientId, secret: made.secret ?? "" };
}

/** An authorization request with PKCE, as an address of the provider. */
export function requestOf(clientId: string, query: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid",
    state: randomBytes(8).toString("hex"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...query,
  });
  return { address: `/authorize?${search}`, verifier };
}
