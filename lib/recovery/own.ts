import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Actor, ownerOf } from "../flows/context";
import { recordOwn } from "../flows/record";
import { consumeToken, getOpenToken, issueToken } from "../identity/tokens/service";
import { getLockedUser, getUser } from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import { countAgainst } from "../ratelimit/windows";
import { getWorkspace } from "../workspaces/service";
import { listHelpers } from "./helpers";
import { delayReset } from "./reset";

/** Three days in which whoever really owns the account can cancel (contract §3). */
const OWN_DELAY_HOURS = 72;
/** A password that came by mail, then a mailed link, would be one proof taken for two. */
const AFTER_RESET_DAYS = 7;
const MAILS_PER_DAY = 3;
const DAY_MS = 86_400_000;

/**
 * The sole owner who can use no factor: after the password, mails a link. Throws `recovery_refused` for anybody whom
 * somebody else could help, and `password_reset_lately` after a password reset by mail.
 */
export async function startOwnRecovery(db: Db, actor: Actor): Promise<void> {
  const owner = ownerOf(actor);
  const { workspace, user, facts } = actor.subject;
  const hasPassword = facts.session.proofs.some(({ factor }) => factor === "password");
  const isAlone = user.role === "owner" && (await listHelpers(db, actor.subject)).length === 0;
  if (!isAlone || !hasPassword) throw new AppError("recovery_refused");
  await inTransaction(db, async (tx) => {
    const row = await getLockedUser(tx, owner.workspaceId, owner.userId);
    const changedAt = row.passwordChangedAt?.getTime() ?? 0;
    if (facts.now.getTime() - changedAt < AFTER_RESET_DAYS * DAY_MS)
      throw new AppError("password_reset_lately");
    const limit = { name: "own recovery", subject: owner.userId, max: MAILS_PER_DAY, windowSeconds: 86_400 };
    if (await countAgainst(tx, [limit])) throw new AppError("rate_limited");
    const token = await issueToken(tx, { ...owner, kind: "owner_recovery", createdBy: null });
    const detail = { url: `${env().APP_URL}/recovery/${token}`, hours: OWN_DELAY_HOURS };
    const mail = { kind: "own_recovery", detail, eventKey: newId("event") } as const;
    await sendLinkMail(tx, { ...row, workspace: workspace.name }, mail);
    await recordOwn(tx, actor, "reset.requested", { own: true, confirmed: false });
  });
}

export type OpenOwnRecovery = { name: string; workspaceName: string; hours: number };

/** What a recovery link is for, without using it. Throws `token_invalid`. */
export async function getOwnRecovery(db: Db, token: string): Promise<OpenOwnRecovery> {
  const { workspaceId, userId } = await getOpenToken(db, "owner_recovery", token);
  const user = await getUser(db, workspaceId, userId);
  return {
    name: user.name,
    workspaceName: (await getWorkspace(db, workspaceId)).name,
    hours: OWN_DELAY_HOURS,
  };
}

/** Starts the delay of a recovery by its mailed link, once; its end removes every factor. Throws `token_invalid`. */
export async function confirmOwnRecovery(db: Db, token: string, client: Client): Promise<{ dueAt: string }> {
  return inTransaction(db, async (tx) => {
    const { workspaceId, userId } = await consumeToken(tx, "owner_recovery", token);
    const user = await getLockedUser(tx, workspaceId, userId);
    if (user.role !== "owner" || user.blockedAt) throw new AppError("token_invalid");
    const reason = "The owner has lost every factor.";
    const { dueAt } = await delayReset(
      tx,
      { workspaceId, userId },
      { requestedBy: null, reason, hours: OWN_DELAY_HOURS },
    );
    await recordEvent(tx, {
      workspaceId,
      action: "reset.requested",
      actorId: userId,
      targetId: userId,
      client,
      data: { own: true, confirmed: true, dueAt },
    });
    return { dueAt: dueAt.toISOString() };
  });
}
