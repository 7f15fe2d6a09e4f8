import "server-only";
import { recordEvent } from "../audit/service";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { lockLapsed } from "../identity/addresses/service";
import { countUsers, removeUser } from "../identity/users/service";
import { getLockedWorkspace, removeWorkspaces } from "../workspaces/service";

/** Users removed per turn. */
const BATCH = 100;

const SERVER = { ip: "the server itself", userAgent: "", requestId: "unconfirmed addresses" };

/**
 * Removes whoever was invited or signed up and let every link expire without confirming the address: it is free again for
 * its owner. A workspace that nobody is left in goes too: nobody could ever enter it. Its record stays. Answers whether there may be more. Any number of processes may call it.
 */
export const giveBackAddresses = (db: Db): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const lapsed = await lockLapsed(tx, BATCH);
    for (const { workspaceId, id, email, name, role } of lapsed) {
      await removeUser(tx, workspaceId, id);
      const workspaceRemoved = await removeIfEmpty(tx, workspaceId);
      await recordEvent(tx, {
        workspaceId,
        action: "user.lapsed",
        actorId: null,
        targetId: id,
        client: SERVER,
        data: { email, name, role, workspaceRemoved },
      });
    }
    return lapsed.length === BATCH;
  });

async function removeIfEmpty(tx: Db, workspaceId: string): Promise<boolean> {
  await getLockedWorkspace(tx, workspaceId);
  if ((await countUsers(tx, workspaceId, 1)) > 0) return false;
  await removeWorkspaces(tx, [workspaceId]);
  return true;
}
