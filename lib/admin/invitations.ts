import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { startSession } from "../entry/sign-in";
import { isAbove } from "../identity/core/rights";
import { hashPassword } from "../identity/passwords/hash";
import type { SessionKey } from "../identity/sessions/service";
import { consumeToken, getOpenToken, issueToken } from "../identity/tokens/service";
import {
  confirmAddress,
  createUser,
  getLockedUser,
  getUser,
  requireGoodPassword,
  updateUser,
} from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import { getDefaultPolicyId, getMinPasswordLength } from "../policy/policies";
import { getWorkspace } from "../workspaces/service";
import type { Admin } from "./authority";

export type Invitation = {
  email: string;
  name: string;
  role: "member" | "administrator";
  requireMfa: boolean;
};

/**
 * Invites one address. Never as owner and never above the inviter; the link carries no exemption and gives no session.
 * The address belongs to the user, until somebody else proves to have it or the last link expires. Throws `address_taken`,
 * `missing_right`.
 */
export async function inviteUser(db: Db, actor: Admin, input: Invitation): Promise<{ userId: string }> {
  const { workspace, user, facts } = actor.subject;
  if (isAbove(input.role, user.role)) throw new AppError("missing_right");
  return inTransaction(db, async (tx) => {
    const userId = await createUser(tx, {
      workspaceId: workspace.id,
      email: input.email,
      name: input.name,
      role: input.role,
      policyId: await getDefaultPolicyId(tx, workspace.id),
      createdBy: user.id,
      ...(input.requireMfa ? { requiredSince: facts.now, requiredBy: user.id } : {}),
    });
    await mailInvitation(tx, actor, { userId, email: input.email, name: input.name });
    const { role, requireMfa } = input;
    await recordInvitation(tx, actor, userId, { role, requireMfa });
    return { userId };
  });
}

/** Sends a new link to somebody who has not joined yet; the earlier one is void. Throws `already_done`, `missing_right`. */
export async function resendInvitation(db: Db, actor: Admin, userId: string): Promise<void> {
  const { workspace } = actor.subject;
  await inTransaction(db, async (tx) => {
    const invited = await getLockedUser(tx, workspace.id, userId);
    if (isAbove(invited.role, actor.subject.user.role)) throw new AppError("missing_right");
    if (invited.passwordHash) throw new AppError("already_done");
    await mailInvitation(tx, actor, { userId, email: invited.email, name: invited.name });
    const { role, requiredSince } = invited;
    await recordInvitation(tx, actor, userId, { role, requireMfa: requiredSince !== null, again: true });
  });
}

const recordInvitation = (tx: Db, actor: Admin, targetId: string, data: Record<string, unknown>) =>
  recordEvent(tx, {
    workspaceId: actor.subject.workspace.id,
    action: "user.invited",
    actorId: actor.subject.user.id,
    targetId,
    client: actor.client,
    data,
  });

async function mailInvitation(
  tx: Db,
  actor: Admin,
  to: { userId: string; email: string; name: string },
): Promise<void> {
  const { workspace, user } = actor.subject;
  const token = await issueToken(tx, {
    workspaceId: workspace.id,
    userId: to.userId,
    kind: "invitation",
    createdBy: user.id,
  });
  const url = `${env().APP_URL}/invite/${token}`;
  // Nobody knows the language of somebody who has never been here: the inviter's is the best guess
  const recipient = { ...to, workspaceId: workspace.id, workspace: workspace.name, locale: user.locale };
  const detail = { url, by: user.name };
  await sendLinkMail(tx, recipient, { kind: "invitation", detail, eventKey: newId("event") });
}

export type OpenInvitation = { workspaceName: string; email: string; name: string; minLength: number };

/** What an invitation says, without using it. Throws `token_invalid`. */
export async function getInvitation(db: Db, token: string): Promise<OpenInvitation> {
  const { workspaceId, userId } = await getOpenToken(db, "invitation", token);
  const user = await getUser(db, workspaceId, userId);
  return {
    workspaceName: (await getWorkspace(db, workspaceId)).name,
    email: user.email,
    name: user.name,
    minLength: await getMinPasswordLength(db, workspaceId, user.policyId),
  };
}

/** Chooses the password and signs in for the first time; whoever is required meets set-up next. Throws `token_invalid`. */
export async function acceptInvitation(
  db: Db,
  input: { token: string; name: string; password: string; locale?: string },
  client: Client,
): Promise<SessionKey> {
  const invitation = await getInvitation(db, input.token);
  const context = [invitation.email.split("@")[0] ?? "", input.name, invitation.workspaceName];
  requireGoodPassword(input.password, invitation.minLength, context);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(db, async (tx) => {
    const { workspaceId, userId } = await consumeToken(tx, "invitation", input.token);
    const invited = await getLockedUser(tx, workspaceId, userId);
    if (invited.passwordHash || invited.blockedAt) throw new AppError("token_invalid");
    await confirmAddress(tx, { workspaceId, userId });
    const now = new Date();
    await updateUser(tx, workspaceId, userId, {
      name: input.name,
      ...(input.locale ? { locale: input.locale } : {}),
      passwordHash,
      passwordChangedAt: now,
      emailVerifiedAt: now,
    });
    await recordEvent(tx, { workspaceId, action: "user.joined", actorId: userId, targetId: userId, client });
    return startSession(tx, { workspaceId, id: userId }, { factor: "password", amr: ["pwd"] }, client);
  });
}
