import "server-only";
import { generateAuthenticationOptions } from "@simplewebauthn/server";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Assertion, judgeAssertion, PASSKEY_TIMEOUT_MS } from "../factors/passkey";
import { availableKinds } from "../factors/registry";
import {
  clearFactorAttempts,
  consumeProof,
  findPasskeyEntry,
  getProvableCredentials,
  reserveFactorAttempt,
} from "../factors/service";
import { relyingParty } from "../flows/context";
import { switchOnWhereRequired } from "../flows/enroll";
import { endNeedlessRecovery } from "../flows/own-recovery";
import { presentBrowser } from "../identity/browsers/service";
import { hashPassword, isHashOutdated, isPasswordRight } from "../identity/passwords/hash";
import { createSession, type SessionKey } from "../identity/sessions/service";
import {
  findUserByEmail,
  getLockedUser,
  getUser,
  markFirstPrompted,
  markSignedIn,
  type UserRow,
  updateUser,
} from "../identity/users/service";
import { tryOut } from "../policy/core/trial";
import type { Proof } from "../policy/core/types";
import { findSessionSubject, type SessionSubject } from "../policy/facts";
import { decisionFor } from "../policy/service";
import { clearAttempts, reserveAttempt, touchThrottle } from "../ratelimit/service";
import { recordRefusal, refusePasskey } from "./refusals";
import { insertPasskeyChallenge, takePasskeyChallenge } from "./store";

export { deleteStalePasskeyChallenges as clearStaleChallenges } from "./store";

/**
 * Email and password. The answer, and the time it takes, are the same for a wrong password and for nobody at all;
 * attempts are counted per address, whether it exists or not. Throws `wrong_credentials`, `too_many_attempts`, and
 * `address_unverified` to whoever knows the password of an account that was never confirmed.
 */
export async function signInWithPassword(
  db: Db,
  input: { email: string; password: string },
  client: Client,
): Promise<SessionKey> {
  const throttled = { purpose: "password", subject: input.email } as const;
  const user = await findUserByEmail(db, input.email);
  await reserveAttempt(db, throttled);
  const isRight = await isPasswordRight(user?.passwordHash ?? null, input.password);
  if (!user || !isRight || user.blockedAt) {
    // One write either way: time tells nobody who exists (ASVS 6.3.8)
    if (user) await recordRefusal(db, user, client, isRight ? "user_blocked" : "wrong_password");
    else await touchThrottle(db, throttled);
    throw new AppError("wrong_credentials");
  }
  await clearAttempts(db, throttled);
  if (!user.emailVerifiedAt) {
    await recordRefusal(db, user, client, "address_unverified");
    throw new AppError("address_unverified");
  }
  const isOutdated = user.passwordHash !== null && isHashOutdated(user.passwordHash);
  const upgraded = isOutdated ? { passwordHash: await hashPassword(input.password) } : null;
  return inTransaction(db, async (tx) => {
    // A password that was changed, or a user who was blocked, while this one was compared
    const held = await getLockedUser(tx, user.workspaceId, user.id);
    if (held.passwordHash !== user.passwordHash || held.blockedAt) throw new AppError("wrong_credentials");
    if (upgraded) await updateUser(tx, user.workspaceId, user.id, upgraded);
    return startSession(tx, user, { factor: "password", amr: ["pwd"] }, client);
  });
}

/** Options for signing in with a passkey before anybody is known: no allow list, nothing to tell users apart by. */
export async function beginPasskeySignIn(
  db: Db,
): Promise<{ challengeId: string; options: Record<string, unknown> }> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty("").id,
    userVerification: "preferred",
    timeout: PASSKEY_TIMEOUT_MS,
  });
  const challengeId = newId("flow");
  await insertPasskeyChallenge(db, { id: challengeId, challenge: options.challenge });
  return { challengeId, options: { ...options } };
}

/**
 * Finishes a passkey sign-in. The challenge is gone before the answer is looked at; the passkey names its user, and the
 * user handle has to agree (WebAuthn L3 §7.2 step 6). Throws `proof_rejected`, `flow_expired`, `credential_suspect`,
 * `too_many_attempts`, `factor_stopped`.
 */
export async function finishPasskeySignIn(
  db: Db,
  input: { challengeId: string; response: Assertion },
  client: Client,
): Promise<SessionKey> {
  const challenge = await takePasskeyChallenge(db, input.challengeId);
  if (!challenge) throw new AppError("flow_expired");
  const entry = await findPasskeyEntry(db, input.response.id);
  if (!entry) throw new AppError("passkey_unknown");
  const owner = { workspaceId: entry.workspaceId, userId: entry.userId };
  const user = await getUser(db, owner.workspaceId, owner.userId);
  const credentials = await getProvableCredentials(db, owner, "passkey");
  const credential = credentials.find(({ id }) => id === entry.credentialId);
  const isBound = input.response.response.userHandle === user.webauthnHandle;
  if (!credential || !isBound || user.blockedAt) throw new AppError("proof_rejected");

  const { stopsNow, orGiveBack } = await reserveFactorAttempt(db, owner, "passkey");
  const verdict = await judgeAssertion(relyingParty(""), challenge, credential, input.response);
  if (!verdict.ok) throw await refusePasskey(db, user, client, verdict, stopsNow);
  return orGiveBack(() =>
    inTransaction(db, async (tx) => {
      const held = await getLockedUser(tx, owner.workspaceId, owner.userId);
      await consumeProof(tx, owner, "passkey", verdict);
      await clearFactorAttempts(tx, owner);
      await endNeedlessRecovery(tx, held, client);
      const { amr, userVerified, credentialId } = verdict;
      return startSession(tx, user, { factor: "passkey", amr, userVerified, credentialId }, client);
    }),
  );
}

/** A new session row with its first proof, and what the sign-in makes true: last sign-in, first prompt, audit. */
export async function startSession(
  db: Db,
  user: Pick<UserRow, "workspaceId" | "id">,
  proof: Omit<Proof, "at">,
  client: Client,
): Promise<SessionKey> {
  return inTransaction(db, async (tx) => {
    const key = await createSession(tx, { workspaceId: user.workspaceId, userId: user.id, proof, client });
    await presentBrowser(tx, { ...key, userId: user.id }, client);
    await markSignedIn(tx, user.workspaceId, user.id);
    const subject = await findSessionSubject(tx, key, availableKinds());
    if (!subject) throw new AppError("internal");
    const decision = decisionFor(subject);
    if (decision.outcome === "setup") await markFirstPrompted(tx, user.workspaceId, user.id);
    await recordEvent(tx, {
      workspaceId: user.workspaceId,
      action: "session.started",
      actorId: user.id,
      targetId: user.id,
      client,
      data: {
        sessionId: key.sessionId,
        factor: proof.factor,
        outcome: decision.outcome,
        reasons: decision.reasons,
      },
    });
    await recordTrial(tx, subject, client);
    await switchOnWhereRequired(tx, { subject, client }, proof.factor);
    return key;
  });
}

/** A policy in try-out asks nobody: what it would have asked is kept, under the policy. */
async function recordTrial(tx: Db, subject: SessionSubject, client: Client): Promise<void> {
  const trial = tryOut(subject.rules, subject.facts);
  if (trial === null) return;
  await recordEvent(tx, {
    workspaceId: subject.workspace.id,
    action: "policy.tried_out",
    actorId: subject.user.id,
    targetId: subject.user.policy.id,
    client,
    data: { sessionId: subject.sessionId, would: trial },
  });
}
