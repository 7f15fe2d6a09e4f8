import "server-only";
import type { Client } from "../core/client";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { endReportedAccess } from "../flows/reported";
import { consumeToken, getOpenToken } from "../identity/tokens/service";
import { getLockedUser } from "../identity/users/service";
import type { NoticeKind } from "../messaging/core/notices";
import { getWorkspace } from "../workspaces/service";

/** What a "this was not me" link is about: no more than the mail said. `at` is an ISO string. */
export type OpenReport = { kind: NoticeKind; at: string; workspaceName: string };

/** Looks at a link without using it: mail scanners open links too. Throws `token_invalid`. */
export async function getReport(db: Db, token: string): Promise<OpenReport> {
  const { workspaceId, data } = await getOpenToken(db, "not_me", token);
  const workspaceName = (await getWorkspace(db, workspaceId)).name;
  return { kind: data.kind as NoticeKind, at: String(data.at), workspaceName };
}

/**
 * "This was not me": ends every session of the user, remembers no browser any more and voids what is under way. Neither
 * the password nor a factor changes. Audited and mailed. Throws `token_invalid` for a link that was used.
 */
export async function reportNotMe(db: Db, token: string, client: Client): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId, data } = await consumeToken(tx, "not_me", token);
    const user = await getLockedUser(tx, workspaceId, userId);
    await endReportedAccess(tx, user, { by: "mail", about: { about: data.kind, at: data.at }, client });
  });
}
