import "server-only";
import type { Db } from "../db/client";
import {
  clearFactorAttempts,
  listCredentials,
  removeCredentials,
  removeRecoveryCodes,
} from "../factors/service";
import { endAccess } from "../identity/sessions/service";
import { revokeTokens } from "../identity/tokens/service";
import { updateUser } from "../identity/users/service";
import { deleteFlowsOfUser } from "./store";

/** Links and codes that open a set-up: worth nothing once the password or the factors were reset. */
export const SET_UP_TOKENS = ["access_pass", "setup_link"] as const;

/** Voids whatever the user has begun, in whichever session. */
export const voidFlows = (tx: Db, owner: { workspaceId: string; userId: string }): Promise<unknown> =>
  deleteFlowsOfUser(tx, owner.workspaceId, owner.userId);

/**
 * Takes away everything a user could prove beside the password: factors, recovery codes, remembered browsers, sessions,
 * open passes and set-up links. Requirements stay, and no grace begins anew. Call it with the user locked; the caller
 * audits and mails. Says which kinds of factor went.
 */
export async function removeEveryFactor(
  tx: Db,
  owner: { workspaceId: string; userId: string },
): Promise<string[]> {
  const rows = await listCredentials(tx, owner);
  const ids = rows.map(({ id }) => id);
  await removeCredentials(tx, owner, ids);
  await removeRecoveryCodes(tx, owner);
  await clearFactorAttempts(tx, owner);
  await voidFlows(tx, owner);
  for (const kind of SET_UP_TOKENS) await revokeTokens(tx, owner.workspaceId, owner.userId, kind);
  await updateUser(tx, owner.workspaceId, owner.userId, {
    twoFactorOn: false,
    twoFactorOrigin: null,
    twoFactorSince: null,
    preferredFactor: null,
  });
  await endAccess(tx, { ...owner, except: [], reason: "two_factor_reset" });
  return rows.map(({ kind }) => kind);
}
