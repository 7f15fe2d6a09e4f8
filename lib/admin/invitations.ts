import "server-only";
import { recordEvent } from "../audit/service";
import { requireFreshProof } from "../context/require";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { startSession } from "../entry/sign-in";
import { hasRight, isAbove, type Right, type Role } from "../identity/core/rights";
import { listOpenInvitations } from "../identity/invitations/service";
import { hashPassword } from "../identity/passwords/hash";
import type { SessionKey } from "../identity/sessions/service";
import { consumeToken, getOpenToken, issueToken } from "../identity/tokens/service";
import {
  confirmAddress,
  createUser,
  getLockedUser,
  getUser,
  removeUser,
  requireGoodPassword,
  type UserRow,
  updateUser,
} from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import { getDefaultPolicyId, getLockedPolicy, getMinPasswordLength } from "../policy/policies";
import { getWorkspace } from "../workspaces/service";
import { type Admin, isMachine, requireReach } from "./authority";
import { requireBeginning } from "./policies/moves";
import { recordAct } from "./tell";

export type Invitation = {
  email: string;
  name: string;
  role: "member" | "administrator";
  rights?: readonly Right[];
  /** Left out or null: the policy that everybody starts in. */
  policyId?: string | null;
  requireMfa: boolean;
};

/**
 * Invites one address. Never as owner, never above the inviter nor with a right they do not have; the link carries no exemption
 * and gives no session. The address belongs to the user until somebody else proves to have it, or the last link expires. Throws
 * `address_taken`, `missing_right`, `not_found` for the policy, and for an administrator `step_up_required`, `factor_required`.
 */
export async function inviteUser(db: Db, actor: Admin, input: Invitation): Promise<{ userId: string }> {
  const { workspace, user, facts } = actor.subject;
  const { email, name, role, requireMfa, rights = [], policyId = null } = input;
  return inTransaction(db, async (tx) => {
    await requireMayInvite(tx, actor, { role, rights, policyId });
    const userId = await createUser(tx, {
      workspaceId: workspace.id,
      email,
      name,
      role,
      rights: [...new Set(rights)],
      policyId: policyId ?? (await getDefaultPolicyId(tx, workspace.id)),
      createdBy: user.id,
      ...(requireMfa ? { requiredSince: facts.now, requiredBy: user.id } : {}),
    });
    await mailInvitation(tx, actor, { userId, email, name });
    await recordInvitation(tx, actor, userId, { role, rights, policyId, requireMfa });
    return { userId };
  });
}

/**
 * Making administrators takes a second factor, as changing somebody's role does; a program's scope stands for it. A policy that
 * is looser than what everybody starts in takes what moving somebody there does. Locks the policy.
 */
export async function requireMayInvite(
  tx: Db,
  actor: Admin,
  { role, rights, policyId }: { role: Role; rights: readonly Right[]; policyId: string | null },
): Promise<void> {
  const { subject } = actor;
  const isPerson = !isMachine(subject);
  if (isPerson && !hasRight(subject.user, "manage_user_rights")) throw new AppError("missing_right");
  if (role === "owner" || isAbove(role, subject.user.role)) throw new AppError("missing_right");
  if (role === "member" && rights.length > 0) throw new AppError("invalid_input");
  if (!rights.every((right) => isPerson && hasRight(subject.user, right)))
    throw new AppError("missing_right");
  if (isPerson) requireFreshProof(subject, role === "member" ? "own" : "aal2");
  if (!policyId) return;
  const policy = await getLockedPolicy(tx, subject.workspace.id, policyId);
  await requireBeginning(tx, actor, { role }, policy);
}

/** Sends a new link to somebody who has not joined yet; the earlier one is void. Throws `already_done`, `missing_right`. */
export async function resendInvitation(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const invited = await lockInvited(tx, actor, userId);
    await mailInvitation(tx, actor, { userId, email: invited.email, name: invited.name });
    const { role, rights, policyId, requiredSince } = invited;
    const requireMfa = requiredSince !== null;
    await recordInvitation(tx, actor, userId, { role, rights, policyId, requireMfa, again: true });
  });
}

/**
 * Takes an invitation back: the link is void and the address free again. Throws `already_done` for somebody who has joined,
 * `missing_right`.
 */
export async function revokeInvitation(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const invited = await lockInvited(tx, actor, userId);
    await removeUser(tx, invited.workspaceId, userId);
    const { email, name, role } = invited;
    await recordAct(tx, actor, invited, "invitation.revoked", { email, name, role });
  });
}

/** Somebody invited who has not joined, locked, within what the actor could invite again. */
async function lockInvited(tx: Db, actor: Admin, userId: string): Promise<UserRow> {
  const { subject } = actor;
  const invited = await getLockedUser(tx, subject.workspace.id, userId);
  requireReach(subject, invited);
  const isPermitted = isMachine(subject) || hasRight(subject.user, "manage_user_rights");
  if (!isPermitted || isAbove(invited.role, subject.user.role)) throw new AppError("missing_right");
  if (invited.passwordHash) throw new AppError("already_done");
  return invited;
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

/** An invitation that nobody has accepted yet. Dates are ISO strings. */
export type SentInvitation = {
  userId: string;
  email: string;
  name: string;
  role: string;
  policy: string;
  requireMfa: boolean;
  by: string | null;
  sentAt: string;
  /** Null: its link is void. */
  expiresAt: string | null;
  isExpired: boolean;
};

/** Everybody who was invited and has not joined, the newest first; `after` continues a page. */
export async function listInvitations(
  db: Db,
  workspaceId: string,
  after: string | null,
): Promise<{ invitations: SentInvitation[]; next: string | null }> {
  const rows = await listOpenInvitations(db, workspaceId, after, INVITATIONS_PER_PAGE + 1);
  const page = rows.slice(0, INVITATIONS_PER_PAGE);
  return {
    invitations: page.map(({ sentAt, expiresAt, ...row }) => ({
      ...row,
      sentAt: sentAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    })),
    next: rows.length > INVITATIONS_PER_PAGE ? (page.at(-1)?.userId ?? null) : null,
  };
}

const INVITATIONS_PER_PAGE = 100;

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
