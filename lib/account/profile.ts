import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Actor, bindingOf, ownerOf } from "../flows/context";
import { noticeOwn, recordOwn } from "../flows/record";
import { SET_UP_TOKENS } from "../flows/reset";
import { sendOwnNotice } from "../identity/own-notices";
import { hashPassword } from "../identity/passwords/hash";
import { endOtherAccess, renewSecret, type SessionKey } from "../identity/sessions/service";
import { consumeToken, getOpenToken, issueToken, revokeTokens } from "../identity/tokens/service";
import {
  getLockedUser,
  isAddressFree,
  moveAddress,
  requireGoodPassword,
  updateUser,
} from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import type { Subject } from "../policy/facts";
import { getMinPasswordLength } from "../policy/policies";
import { getWorkspace } from "../workspaces/service";

/** Links that went to the mailbox: void once the address or the password is another. */
const MAILED_TOKENS = [...SET_UP_TOKENS, "password_reset", "owner_recovery"] as const;

export type Profile = { name: string; email: string; minPasswordLength: number };

export async function getProfile(db: Db, { workspace, user }: Subject): Promise<Profile> {
  const minPasswordLength = await getMinPasswordLength(db, workspace.id, user.policy.id);
  return { name: user.name, email: user.email, minPasswordLength };
}

/** Changes the actor's own name. The caller asked for a fresh proof. */
export async function changeOwnName(db: Db, actor: Actor, name: string): Promise<void> {
  const { workspace, user } = actor.subject;
  if (user.name === name) return;
  await inTransaction(db, async (tx) => {
    await updateUser(tx, workspace.id, user.id, { name });
    await recordOwn(tx, actor, "name.changed", { before: user.name, after: name });
  });
}

/**
 * Changes the actor's own password, ends every other session and gives this one a new secret (A5). Mailed with "this was not
 * me". The caller asked for a fresh proof. Throws what is wrong with the password.
 */
export async function changeOwnPassword(db: Db, actor: Actor, password: string): Promise<SessionKey> {
  const { workspace, user } = actor.subject;
  const minLength = await getMinPasswordLength(db, workspace.id, user.policy.id);
  requireGoodPassword(password, minLength, [user.email.split("@")[0] ?? "", user.name, workspace.name]);
  const passwordHash = await hashPassword(password);
  return inTransaction(db, async (tx) => {
    await updateUser(tx, workspace.id, user.id, { passwordHash, passwordChangedAt: new Date() });
    for (const kind of MAILED_TOKENS) await revokeTokens(tx, workspace.id, user.id, kind);
    const sessionsEnded = await endOtherAccess(tx, bindingOf(actor), "password_changed");
    await recordOwn(tx, actor, "password.changed", { sessionsEnded });
    await noticeOwn(tx, actor, { kind: "password_changed", detail: {} });
    return renewSecret(tx, bindingOf(actor));
  });
}

/**
 * Mails a link to the new address: the old one stays until it is opened and confirmed, and is told at once. The answer is
 * the same for an address that somebody proved to have; nothing is mailed there then. One that somebody merely holds
 * unconfirmed is its owner's. The caller asked for a fresh proof.
 */
export async function askForNewAddress(db: Db, actor: Actor, email: string): Promise<void> {
  const { workspace, user } = actor.subject;
  if (email === user.email) throw new AppError("already_done");
  await inTransaction(db, async (tx) => {
    if (await isAddressFree(tx, email, ownerOf(actor))) {
      const data = { email, sessionId: actor.subject.sessionId };
      const token = await issueToken(tx, {
        ...ownerOf(actor),
        kind: "address_change",
        createdBy: user.id,
        data,
      });
      const url = `${env().APP_URL}/confirm-address/${token}`;
      const to = { workspaceId: workspace.id, workspace: workspace.name, email, name: user.name };
      const mail = { kind: "address_change", detail: { url }, eventKey: newId("event") } as const;
      await sendLinkMail(tx, { ...to, locale: user.locale }, mail);
    }
    await recordOwn(tx, actor, "address.change_requested", { email });
    await noticeOwn(tx, actor, { kind: "address_change_requested", detail: { email } });
  });
}

export type NewAddress = { email: string; workspaceName: string };

/** What a link to a new address is for, without using it. Throws `token_invalid`. */
export async function getNewAddress(db: Db, token: string): Promise<NewAddress> {
  const { workspaceId, data } = await getOpenToken(db, "address_change", token);
  return { email: String(data.email), workspaceName: (await getWorkspace(db, workspaceId)).name };
}

/**
 * From now on the new address is the user's, and the old one is told once more. What was mailed to the old one opens nothing
 * any more. Throws `token_invalid`, and `address_taken` where somebody has it meanwhile.
 */
export async function confirmNewAddress(db: Db, token: string, client: Client): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId, data } = await consumeToken(tx, "address_change", token);
    const user = await getLockedUser(tx, workspaceId, userId);
    if (user.blockedAt) throw new AppError("token_invalid");
    const email = String(data.email);
    const now = new Date();
    await moveAddress(tx, user, email);
    await updateUser(tx, workspaceId, userId, { emailVerifiedAt: now });
    for (const kind of MAILED_TOKENS) await revokeTokens(tx, workspaceId, userId, kind);
    const about = { workspaceId, actorId: userId, targetId: userId, client };
    await recordEvent(tx, {
      ...about,
      action: "address.changed",
      data: { before: user.email, after: email },
    });
    const workspace = (await getWorkspace(tx, workspaceId)).name;
    const event = { kind: "address_changed", detail: { email }, at: now, client } as const;
    await sendOwnNotice(tx, { ...user, userId, workspace }, event);
  });
}
