import "server-only";
import type { Db } from "../../db/client";
import { revokeTokens } from "../tokens/service";
import { cancelOwnReset, type Owner } from "./store";

export {
  claimDueReset,
  type DelayedResetRow,
  endDelayedReset,
  insertDelayedReset,
  listWaitingResets,
  lockWaitingReset,
  resetsDue,
} from "./store";

/**
 * Calls the user's own way back off: the reset that waits, and the mailed link that would let one wait. Says which reset
 * waited; null: none. The caller audits and mails.
 */
export async function callOffOwnRecovery(tx: Db, owner: Owner): Promise<{ resetId: string } | null> {
  await revokeTokens(tx, owner.workspaceId, owner.userId, "owner_recovery");
  return cancelOwnReset(tx, owner);
}
