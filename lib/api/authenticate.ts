import "server-only";
import { AppError } from "../core/errors";
import { verifyAccessToken } from "../oidc/service";
import type { Authenticate } from "./caller";
import { isScope } from "./core/scopes";

/**
 * The program behind an access token of its own. A token that stands for a user opens no administration. Throws
 * `access_token_invalid`.
 */
export const authenticate: Authenticate = async (db, authorization) => {
  const token = await verifyAccessToken(db, authorization);
  if (token.userId !== null) throw new AppError("access_token_invalid");
  const { clientId, clientName: name, policies, heldBy } = token;
  const workspace = { id: token.workspaceId, name: token.workspaceName };
  return { clientId, name, workspace, scopes: [...token.scopes].filter(isScope), policies, heldBy };
};
