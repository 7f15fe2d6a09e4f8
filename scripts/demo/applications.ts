import { SCOPE_NAMES } from "../../lib/api/core/scopes";
import type { Db } from "../../lib/db/client";
import { createApplication } from "../../lib/oidc/applications/service";

/** The demo's applications of contract §2, with secrets that everybody knows. */
export async function addDemoApplications(
  tx: Db,
  workspaceId: string,
  actorId: string | null,
): Promise<void> {
  const by = { actorId, client: null };
  await createApplication(
    tx,
    {
      workspaceId,
      id: "demo-shop",
      secret: "demo-shop-secret-2026",
      name: "Demo shop",
      kind: "web",
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: ["http://localhost:4400/callback"],
      postLogoutUris: ["http://localhost:4400/"],
      homeUri: "http://localhost:4400/",
      scopes: ["openid", "profile", "email", "offline_access", "orders", "payment"],
    },
    by,
  );
  await createApplication(
    tx,
    {
      workspaceId,
      id: "demo-machine",
      secret: "demo-machine-secret-2026",
      name: "Demo machine",
      kind: "machine",
      grantTypes: ["client_credentials"],
      apiScopes: [...SCOPE_NAMES],
    },
    by,
  );
}
