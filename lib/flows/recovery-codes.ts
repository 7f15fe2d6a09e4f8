import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { makeRecoverySet } from "../factors/recovery-code";
import { acknowledgeRecoverySet, storePendingRecoverySet } from "../factors/service";
import { getLockedUser } from "../identity/users/service";
import { isAtLeast, levelOf } from "../policy/core/assurance";
import { type Actor, ownerOf } from "./context";
import { noticeOwn, recordOwn } from "./record";

export type IssuedCodes = { setId: string; codes: string[] };

/**
 * Makes a set of recovery codes, shown this once. It counts from its acknowledgement on; until then an older set stays
 * valid. Only for somebody with a factor (the caller asks for a fresh proof of it). Throws `method_not_available`.
 */
export async function issueRecoveryCodes(db: Db, actor: Actor): Promise<IssuedCodes> {
  const { workspace, facts } = actor.subject;
  if (!workspace.recoveryCodesOn || facts.user.credentials.length === 0)
    throw new AppError("method_not_available");
  // Shown after a second factor was proved here, and to nobody whom an access pass let this far (A50)
  if (!isAtLeast(levelOf(facts.session.proofs), "aal2")) throw new AppError("mfa_setup_required");
  const set = await makeRecoverySet();
  const setId = await inTransaction(db, async (tx) => {
    await getLockedUser(tx, workspace.id, actor.subject.user.id);
    const id = await storePendingRecoverySet(tx, ownerOf(actor), set);
    await recordOwn(tx, actor, "recovery_codes.issued", { setId: id });
    return id;
  });
  return { setId, codes: set.codes };
}

/** "I have stored my recovery codes": they count now, and every older code is dead. Mailed and audited. */
export async function acknowledgeRecoveryCodes(db: Db, actor: Actor, setId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await getLockedUser(tx, actor.subject.workspace.id, actor.subject.user.id);
    await acknowledgeRecoverySet(tx, ownerOf(actor), setId);
    await recordOwn(tx, actor, "recovery_codes.acknowledged", { setId });
    await noticeOwn(tx, actor, { kind: "recovery_codes_new", detail: {} });
  });
}
