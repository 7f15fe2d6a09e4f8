import "server-only";
import type { Admin } from "../admin/authority";
import { requireAct, tellUser } from "../admin/user-security";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Actor, bindingOf, ownerOf } from "../flows/context";
import { recordOwn } from "../flows/record";
import { openByPass, type SessionKey } from "../identity/sessions/service";
import { consumePass, issuePass } from "../identity/tokens/access-pass";
import { getLockedUser, type UserRow } from "../identity/users/service";
import { clearAttempts, reserveAttempt } from "../ratelimit/service";
import { recordOn } from "./record";
import { requireSecondForPass } from "./second-hand";

/**
 * A code that opens set-up once for one user, after their password: shown this once, void as soon as another is made or a
 * factor is set up. Never for oneself nor for somebody of higher rank. An administrator's takes a second one. Throws what
 * `requireAct` throws, `second_needed`, and `method_not_available` for somebody who has no password or is blocked.
 */
export async function issueAccessPass(
  db: Db,
  actor: Admin,
  input: { userId: string; minutes: number; reason: string },
): Promise<{ code: string }> {
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, input.userId);
    return { code: await issueTo(tx, actor, target, input) };
  });
}

/** The same, within the transaction of what it answers. */
export async function issueTo(
  tx: Db,
  actor: Admin,
  target: UserRow,
  { minutes, reason }: { minutes: number; reason: string },
): Promise<string> {
  await requireAct(tx, actor, target, "access_pass");
  await requireSecondForPass(tx, actor, target);
  if (!target.passwordHash || target.blockedAt) throw new AppError("method_not_available");
  const owner = { workspaceId: target.workspaceId, userId: target.id };
  // Tries at an earlier one, by whomever, are not to keep this one from working
  await clearAttempts(tx, throttleOf(owner));
  const code = await issuePass(tx, owner, { minutes, createdBy: actor.subject.user.id });
  await recordOn(tx, actor, target, "access_pass.issued", { minutes, reason });
  await tellUser(tx, actor, target, { kind: "access_pass_issued", detail: { by: actor.subject.user.name } });
  return code;
}

const throttleOf = ({ workspaceId, userId }: { workspaceId: string; userId: string }) =>
  ({ purpose: "access_pass", subject: `${workspaceId}\n${userId}` }) as const;

/**
 * Types an access pass in, after the password: opens set-up in this session and nothing else. Counted per user over all
 * sessions. Throws `pass_wrong`, `too_many_attempts`, and `recovery_refused` where the password was not proved here.
 */
export async function redeemAccessPass(db: Db, actor: Actor, code: string): Promise<SessionKey> {
  const { facts } = actor.subject;
  if (!facts.session.proofs.some(({ factor }) => factor === "password"))
    throw new AppError("recovery_refused");
  const owner = ownerOf(actor);
  const throttled = throttleOf(owner);
  await reserveAttempt(db, throttled);
  const key = await inTransaction(db, async (tx) => {
    await getLockedUser(tx, owner.workspaceId, owner.userId);
    const pass = await consumePass(tx, owner, code);
    if (!pass) return null;
    const session = await openByPass(tx, bindingOf(actor));
    await recordOwn(tx, actor, "access_pass.used", { issuedBy: pass.createdBy });
    return session;
  });
  if (!key) {
    await recordOwn(db, actor, "access_pass.refused", {}, "refused");
    throw new AppError("pass_wrong");
  }
  await clearAttempts(db, throttled);
  return key;
}
