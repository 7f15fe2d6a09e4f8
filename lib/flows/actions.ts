"use server";

import { z } from "zod";
import { safeReturnTo, withReturnTo } from "../core/return-to";
import { userAction } from "../http/action";
import { nextStep } from "../http/next-step";
import { readSessionCookie, rewriteCookie } from "../http/session-cookie";
import { oneLine } from "../identity/core/name";
import { findAskingApplication } from "../oidc/interactions/service";
import { FACTOR_KINDS } from "../policy/core/types";
import { beginChallenge as begin, confirmPassword as confirm, finishChallenge as finish } from "./challenge";
import { beginEnrollment as beginEnroll, finishEnrollment as finishEnroll } from "./enroll";
import {
  deferSetup as defer,
  disableTwoFactor as disable,
  enableTwoFactor as enable,
  preferFactor as prefer,
  removeOwnCredential,
  renameOwnCredential,
} from "./manage";
import { acknowledgeRecoveryCodes as acknowledge, issueRecoveryCodes as issue } from "./recovery-codes";

const id = z.string().max(64);
const kind = z.enum(FACTOR_KINDS);
const challengeKind = z.enum([...FACTOR_KINDS, "recovery_code"]);
const purpose = z.enum(["sign_in", "step_up"]);
const returnTo = z.string().max(2_048).nullish().transform(safeReturnTo);
const label = oneLine(60);

/** Options (`present`) of one challenge. `sign_in` finishes a sign-in; `step_up` gives a fresh proof. */
export const beginChallenge = userAction(
  { access: "half", input: z.object({ kind: challengeKind, purpose, returnTo }) },
  async ({ db, actor }, { returnTo, ...input }) => {
    const application = input.kind === "push" ? await findAskingApplication(db, actor, returnTo) : null;
    return begin(db, actor, { ...input, application });
  },
);

/** `answer`: `{code}` for an authenticator app or a recovery code, `{response}` for a passkey. */
export const finishChallenge = userAction(
  {
    access: "half",
    input: z.object({
      flowId: id,
      purpose,
      answer: z.unknown(),
      returnTo,
      /** `Remember this browser`; passed over where the policy does not allow it. */
      remember: z.boolean().default(false),
    }),
  },
  async ({ db, actor }, input) => {
    const { factor, ...session } = await finish(db, actor, input);
    const isSignIn = input.purpose === "sign_in";
    const step = await nextStep(session, input.returnTo, { remember: input.remember && isSignIn });
    // A code that was used up is a sign of something lost: the factors first, the destination one press away
    const isArriving = isSignIn && factor === "recovery_code" && step.next === input.returnTo;
    const factors = withReturnTo("/settings/two-factor?by=recovery_code", input.returnTo);
    return isArriving ? { next: factors } : step;
  },
);

export const confirmPassword = userAction(
  { access: "half", input: z.object({ password: z.string().min(1).max(1_024), returnTo }) },
  async ({ db, actor }, input) => nextStep(await confirm(db, actor, input.password), input.returnTo),
);

/**
 * `present` is `{secret, uri}` for an authenticator app, `{options}` for a passkey, `{to, resendInSeconds,
 * expiresInSeconds}` for a text message, whose `setup` is `{phone, country}`.
 */
export const beginEnrollment = userAction(
  {
    access: "setup",
    freshProof: "own",
    input: z.object({ kind, purpose: z.enum(["two_factor", "sign_in"]), setup: z.unknown().optional() }),
  },
  ({ db, actor }, input) => beginEnroll(db, actor, input),
);

/** Bound to a flow that a fresh proof began, so a slow reader of ten minutes is not asked again. */
export const finishEnrollment = userAction(
  {
    access: "setup",
    input: z.object({
      flowId: id,
      answer: z.unknown(),
      label: label.optional(),
      replaces: id.optional(),
      returnTo,
    }),
  },
  async ({ db, actor }, input) => {
    const { session, credentialId } = await finishEnroll(db, actor, input);
    return { credentialId, ...(await nextStep(session, input.returnTo)) };
  },
);

export const issueRecoveryCodes = userAction(
  { access: "setup", freshProof: "own", input: z.object({}) },
  ({ db, actor }) => issue(db, actor),
);

export const acknowledgeRecoveryCodes = userAction(
  { access: "setup", input: z.object({ setId: id }) },
  async ({ db, actor }, { setId }) => {
    await acknowledge(db, actor, setId);
    return {};
  },
);

export const renameCredential = userAction(
  { freshProof: "own", input: z.object({ credentialId: id, label }) },
  async ({ db, actor }, input) => {
    await renameOwnCredential(db, actor, input.credentialId, input.label);
    return {};
  },
);

export const removeCredential = userAction(
  { freshProof: "own", input: z.object({ credentialId: id }) },
  async ({ db, actor }, input) => {
    await removeOwnCredential(db, actor, input.credentialId);
    await rewriteCookie();
    return {};
  },
);

export const enableTwoFactor = userAction(
  { freshProof: "own", input: z.object({}) },
  async ({ db, actor }) => {
    await enable(db, actor);
    await rewriteCookie();
    return {};
  },
);

export const disableTwoFactor = userAction(
  { freshProof: "own", input: z.object({}) },
  async ({ db, actor }) => {
    await disable(db, actor);
    await rewriteCookie();
    return {};
  },
);

export const preferFactor = userAction({ input: z.object({ kind }) }, async ({ db, actor }, input) => {
  await prefer(db, actor, input.kind);
  return {};
});

/** `Later`, where there is grace. */
export const deferSetup = userAction(
  { access: "setup", input: z.object({ returnTo }) },
  async ({ db, actor }, input) => {
    await defer(db, actor);
    const key = await readSessionCookie();
    return key ? nextStep(key, input.returnTo) : { next: "/sign-in" };
  },
);
