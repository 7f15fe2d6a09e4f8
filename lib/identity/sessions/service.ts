import "server-only";
import type { Client } from "../../core/client";
import { hashToken, randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import type { Proof } from "../../policy/core/types";
import { forgetBrowsers } from "../browsers/service";
import { toStored, withProof } from "../core/proofs";
import { revokeTokens } from "../tokens/service";
import {
  deleteOldSessions,
  endSessionRow,
  endSessionsOfUser,
  insertSession,
  type LastSignIn,
  listLastProved,
  lockLiveSession,
  markPassed,
  updateLiveSession,
} from "./store";

export type { SessionRow } from "./store";
export {
  closePassedSessions,
  isStandingOrSignedOut,
  listUnendedSessions,
  markDeferred,
  SIGNED_OUT,
  spendProofs,
} from "./store";

/** What the cookie carries besides the hint: which row, and the secret that shows the right to it. */
export type SessionKey = { workspaceId: string; sessionId: string; token: string };

/** Starts a session with its first proof. Every sign-in makes a new row and a new secret. ASVS 7.2.4. */
export async function createSession(
  db: Db,
  input: { workspaceId: string; userId: string; proof: Omit<Proof, "at">; client: Client },
): Promise<SessionKey> {
  const key = { workspaceId: input.workspaceId, sessionId: newId("session"), token: randomToken() };
  await insertSession(db, {
    workspaceId: key.workspaceId,
    id: key.sessionId,
    userId: input.userId,
    tokenHash: hashToken(key.token),
    proof: { ...input.proof, amr: [...input.proof.amr] },
    ip: input.client.ip,
    userAgent: input.client.userAgent.slice(0, 512),
  });
  return key;
}

/**
 * Adds a proof to a live session and replaces its secret: the cookie from before the rise is dead. Call it in the
 * transaction that consumed the challenge. `isSpent`: it served the sign-in, and no action after it. Throws `session_ended` where the session ended meanwhile.
 */
export async function addProof(
  db: Db,
  session: { workspaceId: string; sessionId: string },
  proof: Proof,
  { isSpent = false }: { isSpent?: boolean } = {},
): Promise<SessionKey> {
  const row = await lockLiveSession(db, session.workspaceId, session.sessionId);
  if (!row) throw new AppError("session_ended");
  const token = randomToken();
  await updateLiveSession(db, session.workspaceId, session.sessionId, {
    proofs: withProof(row.proofs, toStored(proof)),
    tokenHash: hashToken(token),
    ...(isSpent ? { proofSpentAt: proof.at } : {}),
  });
  return { workspaceId: session.workspaceId, sessionId: session.sessionId, token };
}

/** Gives a live session a new secret: every copy of the old cookie is dead (ASVS 7.2.4). Throws `session_ended`. */
export async function renewSecret(
  db: Db,
  { workspaceId, sessionId }: { workspaceId: string; sessionId: string },
): Promise<SessionKey> {
  const token = randomToken();
  const isLive = await updateLiveSession(db, workspaceId, sessionId, { tokenHash: hashToken(token) });
  if (!isLive) throw new AppError("session_ended");
  return { workspaceId, sessionId, token };
}

/**
 * Opens set-up in a session by an access pass that was just used up, and replaces its secret. Throws `session_ended`.
 */
export async function openByPass(
  db: Db,
  session: { workspaceId: string; sessionId: string },
): Promise<SessionKey> {
  const token = randomToken();
  const isLive = await markPassed(db, session.workspaceId, session.sessionId, hashToken(token));
  if (!isLive) throw new AppError("session_ended");
  return { workspaceId: session.workspaceId, sessionId: session.sessionId, token };
}

/** Where each user last got in with more than the password, by user id. */
export async function listLastSignIns(
  db: Db,
  workspaceId: string,
  userIds: string[],
): Promise<Map<string, LastSignIn>> {
  const rows = userIds.length > 0 ? await listLastProved(db, workspaceId, userIds) : [];
  return new Map(rows.map((row) => [row.userId, row]));
}

/** Ends one session; false where it had ended already. */
export const endSession = (
  db: Db,
  workspaceId: string,
  sessionId: string,
  reason: string,
): Promise<boolean> => endSessionRow(db, workspaceId, sessionId, reason);

/**
 * Ends a user's sessions but those given, remembers none of their browsers any more and voids the change of address that
 * one of them may have asked for: what a changed password or factor asks for. Says how many sessions that ended.
 */
export async function endAccess(
  db: Db,
  input: { workspaceId: string; userId: string; except: readonly string[]; reason: string },
): Promise<number> {
  await forgetBrowsers(db, input);
  await revokeTokens(db, input.workspaceId, input.userId, "address_change", input.except);
  return endSessionsOfUser(db, input);
}

/** Ends every other way in of the session's user and says how many sessions that ended. */
export const endOtherAccess = (
  db: Db,
  { workspaceId, userId, sessionId }: { workspaceId: string; sessionId: string; userId: string },
  reason: string,
): Promise<number> => endAccess(db, { workspaceId, userId, except: [sessionId], reason });

/** Longer than any session lives (30 days), and than a change that was ordered in one is worked off. */
const KEPT_DAYS = 90;

/** Forgets sessions that were over long ago, at most `most` at once; says how many went. */
export const clearOldSessions = (db: Db, most: number): Promise<number> =>
  deleteOldSessions(db, KEPT_DAYS, most);
