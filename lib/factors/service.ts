import "server-only";
import { AppError, isUniqueViolation, toAppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { ChallengeKind } from "../policy/core/types";
import { clearAttempts, delayOf } from "../ratelimit/service";
import type { Credential, NewCredential, Verified } from "./factor";
import type { NewRecoverySet } from "./recovery-code";
import {
  acknowledgeSet,
  type CredentialRow,
  consumeCode,
  consumeCounter,
  countFactorAttempt,
  deleteFailures,
  deletePendingCodes,
  findBlock,
  insertCodes,
  insertCredential,
  insertPasskeyEntry,
  listCredentials,
  listLockRows,
  listOpenCodes,
  uncountFactorAttempt,
  updateData,
  updateLabel,
} from "./store";

export type { CredentialRow } from "./store";
export {
  countFactorAttempt as countWrongAnswer,
  deleteAllCodes as removeRecoveryCodes,
  deleteCredentials as removeCredentials,
  deleteFailures as clearFactorAttempts,
  findCredential,
  findPasskeyEntry,
  listCredentials,
  listCredentialsOf,
  markSuspect,
} from "./store";

type Owner = { workspaceId: string; userId: string };

/** The user's credentials that may be proved with, of one kind; a suspect passkey is not among them. */
export async function getProvableCredentials(
  db: Db,
  owner: Owner,
  kind: ChallengeKind,
): Promise<Credential[]> {
  if (kind === "recovery_code") {
    const codes = await listOpenCodes(db, owner);
    return codes.map(({ id, codeHash, salt }) => ({
      id,
      kind,
      label: "",
      data: { codeHash, salt },
      counter: 0,
    }));
  }
  const rows = await listCredentials(db, owner);
  return rows.filter((row) => row.kind === kind && row.suspectAt === null).map(toCredential);
}

export const toCredential = (row: CredentialRow): Credential => ({
  id: row.id,
  kind: row.kind as ChallengeKind,
  label: row.label,
  data: row.data,
  counter: row.counter,
});

/** Stores a proved credential. Throws `credential_taken` where any user of any workspace has this passkey. */
export async function addCredential(
  db: Db,
  owner: Owner,
  kind: ChallengeKind,
  credential: NewCredential,
  label: string,
): Promise<void> {
  const { id, data, counter, webauthnId } = credential;
  await insertCredential(db, { ...owner, id, kind, label, data, counter });
  if (!webauthnId) return;
  try {
    await insertPasskeyEntry(db, { ...owner, webauthnId, credentialId: id });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("credential_taken", { cause: error });
    throw error;
  }
}

/** Renames a credential of the owner; throws `not_found` for anybody else's. */
export async function renameCredential(db: Db, owner: Owner, id: string, label: string) {
  const renamed = await updateLabel(db, owner, id, label);
  if (!renamed) throw new AppError("not_found");
  return renamed;
}

/** Uses a proof up, in one statement: of two equal answers one wins, the other gets `code_used`. */
export async function consumeProof(
  db: Db,
  owner: Owner,
  kind: ChallengeKind,
  proof: Verified,
): Promise<void> {
  const isOurs =
    kind === "recovery_code"
      ? await consumeCode(db, owner, proof.credentialId)
      : await consumeCounter(db, owner, { id: proof.credentialId, counter: proof.counter, data: proof.data });
  if (!isOurs) throw new AppError("code_used");
}

/** An answer that has been counted. */
export type CountedAttempt = {
  /** This answer, if wrong, stops the factor. */
  stopsNow: boolean;
  /** Runs what can break on our side: then the answer was not judged and counts for nothing (A20). */
  orGiveBack: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Counts an answer for this user and kind before it is judged (pass the pool). Throws `too_many_attempts` or
 * `factor_stopped`.
 */
export async function reserveFactorAttempt(
  db: Db,
  owner: Owner,
  kind: ChallengeKind,
): Promise<CountedAttempt> {
  const attempt = await countFactorAttempt(db, owner, kind);
  if (attempt.counted) {
    const giveBack = () => uncountFactorAttempt(db, owner, kind, attempt.inARow).catch(() => undefined);
    return { stopsNow: attempt.stopsNow, orGiveBack: (work) => orElse(work, giveBack) };
  }
  if (attempt.stopped) throw new AppError("factor_stopped");
  throw new AppError("too_many_attempts", { retryAfterSeconds: attempt.seconds });
}

async function orElse<T>(work: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (toAppError(error).status >= 500) await undo();
    throw error;
  }
}

/** Throws what an answer would meet now: `too_many_attempts` with the seconds left, or `factor_stopped`. Counts nothing. */
export async function requireUnblocked(db: Db, owner: Owner, kind: ChallengeKind): Promise<void> {
  const block = await findBlock(db, owner, kind);
  if (block?.isStopped) throw new AppError("factor_stopped");
  if (block && block.seconds > 0)
    throw new AppError("too_many_attempts", { retryAfterSeconds: block.seconds });
}

/** Replaces what a factor keeps of one credential; false where there is none. */
export const setCredentialData = (
  db: Db,
  owner: Owner,
  id: string,
  data: Record<string, unknown>,
): Promise<boolean> => updateData(db, owner, id, data);

/** Keeps a new set of recovery codes as pending; an older set stays valid until the new one is acknowledged. */
export async function storePendingRecoverySet(db: Db, owner: Owner, set: NewRecoverySet): Promise<string> {
  const setId = newId("recoverySet");
  await deletePendingCodes(db, owner);
  await insertCodes(
    db,
    set.hashes.map((codeHash) => ({ ...owner, id: newId("recoveryCode"), setId, codeHash, salt: set.salt })),
  );
  return setId;
}

/** The user says the codes are stored: they count from now on and the older ones die. */
export async function acknowledgeRecoverySet(db: Db, owner: Owner, setId: string): Promise<void> {
  if (!(await acknowledgeSet(db, owner, setId))) throw new AppError("already_done");
}

/** A way of proving that wrong answers stopped, or delay until `until` (an ISO string). */
export type Lock = { kind: string; inARow: number; isStopped: boolean; until: string | null };

type Locked = { workspaceId: string; id: string; email: string };

/** What wrong answers have locked for a user: factors, and the password, which only delays. One statement. */
export async function listLocks(db: Db, { workspaceId, id, email }: Locked): Promise<Lock[]> {
  const password = delayOf({ purpose: "password", subject: email });
  const rows = await listLockRows(db, { workspaceId, userId: id }, password);
  return rows.map(({ kind, in_a_row, stopped_at, blocked_until }) => ({
    kind,
    inARow: in_a_row,
    isStopped: stopped_at !== null,
    until: blocked_until === null ? null : new Date(blocked_until).toISOString(),
  }));
}

/** Forgets every wrong answer that was counted against a user, the password's too. */
export async function clearLocks(db: Db, { workspaceId, id, email }: Locked): Promise<void> {
  await deleteFailures(db, { workspaceId, userId: id });
  await clearAttempts(db, { purpose: "password", subject: email });
}
