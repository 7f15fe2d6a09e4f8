import "server-only";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { issueToken } from "../identity/tokens/service";
import { getLockedUser } from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import type { Admin } from "./authority";
import { recordAct } from "./tell";
import { requireAct } from "./user-security";

/**
 * Mails somebody who never confirmed the address a new link to do so; an earlier one is void. It proves nothing but the
 * address. Audited. Throws what `requireAct` throws, `already_done` where it is confirmed, and `method_not_available` for somebody
 * who is blocked or has not joined: those have an invitation.
 */
export async function sendConfirmation(db: Db, actor: Admin, userId: string): Promise<void> {
  const { workspace, user } = actor.subject;
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, userId);
    await requireAct(tx, actor, target, "tighten");
    if (target.emailVerifiedAt) throw new AppError("already_done");
    if (!target.passwordHash || target.blockedAt) throw new AppError("method_not_available");
    const kind = "email_verification";
    const token = await issueToken(tx, { workspaceId: workspace.id, userId, kind, createdBy: user.id });
    await recordAct(tx, actor, target, "address.confirmation_sent");
    const url = `${env().APP_URL}/verify-email/${token}`;
    const mail = { kind: "verify_email", detail: { url }, eventKey: newId("event") } as const;
    await sendLinkMail(tx, { ...target, workspace: workspace.name }, mail);
  });
}
