import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { SET_UP_TOKENS } from "../flows/reset";
import { sendOwnNotice } from "../identity/own-notices";
import { hashPassword } from "../identity/passwords/hash";
import { endAccess } from "../identity/sessions/service";
import {
  consumeToken,
  getOpenToken,
  issueToken,
  mayIssueToken,
  revokeTokens,
} from "../identity/tokens/service";
import { findUserByEmail, getUser, requireGoodPassword, updateUser } from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import { getMinPasswordLength } from "../policy/policies";
import { clearAttempts } from "../ratelimit/service";
import { getWorkspace } from "../workspaces/service";
import { inEqualTime } from "./equal-time";

/** Mails a link to whoever has the address and a password; the answer, and its time, are the same where nobody does. */
export const requestPasswordReset = (db: Db, email: string, client: Client): Promise<void> =>
  inEqualTime(() => mailResetLink(db, email, client));

async function mailResetLink(db: Db, email: string, client: Client): Promise<void> {
  const user = await findUserByEmail(db, email);
  if (!user || user.blockedAt || !user.passwordHash) return;
  const { workspaceId, id: userId } = user;
  await inTransaction(db, async (tx) => {
    if (!(await mayIssueToken(tx, workspaceId, userId, "password_reset"))) return;
    const token = await issueToken(tx, { workspaceId, userId, kind: "password_reset", createdBy: null });
    await recordEvent(tx, {
      workspaceId,
      action: "password.reset_requested",
      actorId: null,
      targetId: userId,
      client,
    });
    const url = `${env().APP_URL}/reset-password/${token}`;
    const workspace = (await getWorkspace(tx, workspaceId)).name;
    const mail = { kind: "password_reset", detail: { url }, eventKey: newId("event") } as const;
    await sendLinkMail(tx, { ...user, workspace }, mail);
  });
}

export type OpenPasswordReset = { email: string; name: string; workspaceName: string; minLength: number };

/** What a reset link is for, without using it. Throws `token_invalid`. */
export async function getPasswordReset(db: Db, token: string): Promise<OpenPasswordReset> {
  const { workspaceId, userId } = await getOpenToken(db, "password_reset", token);
  const user = await getUser(db, workspaceId, userId);
  return {
    email: user.email,
    name: user.name,
    workspaceName: (await getWorkspace(db, workspaceId)).name,
    minLength: await getMinPasswordLength(db, workspaceId, user.policyId),
  };
}

/**
 * Changes the password and ends every session. Gives no session, and neither removes nor skips a factor (A54). Throws
 * `token_invalid`, or what is wrong with the password; a refused password leaves the link usable.
 */
export async function resetPassword(
  db: Db,
  input: { token: string; password: string },
  client: Client,
): Promise<void> {
  const { email, name, workspaceName, minLength } = await getPasswordReset(db, input.token);
  requireGoodPassword(input.password, minLength, [email.split("@")[0] ?? "", name, workspaceName]);
  const passwordHash = await hashPassword(input.password);
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId } = await consumeToken(tx, "password_reset", input.token);
    await revokeTokens(tx, workspaceId, userId, "password_reset");
    // Whoever holds the mailbox alone gets no further by what was mailed before (A48)
    for (const kind of [...SET_UP_TOKENS, "owner_recovery"] as const)
      await revokeTokens(tx, workspaceId, userId, kind);
    const now = new Date();
    const user = await getUser(tx, workspaceId, userId);
    await updateUser(tx, workspaceId, userId, {
      passwordHash,
      passwordChangedAt: now,
      emailVerifiedAt: user.emailVerifiedAt ?? now,
    });
    await endAccess(tx, { workspaceId, userId, except: [], reason: "password_changed" });
    // What was guessed at the old password does not slow down whoever holds the mailbox
    await clearAttempts(tx, { purpose: "password", subject: user.email });
    await recordEvent(tx, {
      workspaceId,
      action: "password.changed",
      actorId: userId,
      targetId: userId,
      client,
    });
    const workspace = (await getWorkspace(tx, workspaceId)).name;
    const event = { kind: "password_changed", detail: {}, at: now, client } as const;
    await sendOwnNotice(tx, { ...user, userId, workspace }, event);
  });
}
