import { inArray } from "drizzle-orm";
import type { Db } from "../../lib/db/client";
import { applicationDirectory, applications, artifacts } from "../../lib/db/schema/applications";
import { auditBlocks, auditEvents } from "../../lib/db/schema/audit";
import { addresses, passkeyDirectory } from "../../lib/db/schema/directory";
import { policies } from "../../lib/db/schema/policies";
import { messages } from "../../lib/db/schema/record";
import { users } from "../../lib/db/schema/users";
import { listDemoWorkspaceIds, removeWorkspaces } from "../../lib/workspaces/service";

/** Removes every demo workspace in one transaction, with its record: only the tables' owner can. */
export const clearDemoData = (db: Db): Promise<number> =>
  db.transaction(async (tx) => {
    const ids = await listDemoWorkspaceIds(tx);
    if (ids.length === 0) return 0;
    for (const table of [
      messages,
      auditEvents,
      auditBlocks,
      artifacts,
      applicationDirectory,
      applications,
      users,
      policies,
      addresses,
      passkeyDirectory,
    ]) {
      await tx.delete(table).where(inArray(table.workspaceId, ids));
    }
    await removeWorkspaces(tx, ids);
    return ids.length;
  });
