import "server-only";
import { createPublicKey, randomInt, verify as verifySignature } from "node:crypto";
import { z } from "zod";
import { isEqualSecret, randomToken } from "../core/crypto";
import { newId } from "../core/ids";
import { sixDigitsSchema } from "./core/code";
import { pairingLink, subscriptionSchema } from "./core/device";
import { type Credential, type Factor, FLOW_LIMITS, reject } from "./factor";

/** Contract §6: a question is answered within two minutes, and what was answered is taken in a little longer. */
export const APPROVAL_SECONDS = 120;
const TAKING_IN_SECONDS = 30;
const PAIRING_TRIES = 5;

/** What another device said to one question, as the flow engine lays it beside the flow's state. */
export const approvalSchema = z.object({
  answer: z.enum(["approved", "denied", "not_me", "wrong_number"]).nullable(),
  answeredBy: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** A device that was paired and waits for its code to be typed in on the other screen. */
const deviceSchema = z.object({
  label: z.string(),
  publicKey: z.string(),
  secretHash: z.string(),
  subscription: subscriptionSchema.nullable(),
  code: z.string(),
});
export const pairingSchema = z.object({
  credentialId: z.string(),
  secret: z.string(),
  device: deviceSchema.nullable(),
});
export type Pairing = z.infer<typeof pairingSchema>;

const questionSchema = z.object({
  number: z.string(),
  askedAt: z.number(),
  approval: approvalSchema.nullable().default(null),
});

/** What is kept of a device. */
export const deviceDataSchema = deviceSchema.omit({ label: true, code: true });

const codeSchema = z.object({ code: sixDigitsSchema });

/** Only the key of the device makes this signature (ECDSA P-256, SHA-256). */
export function isSignedBy(credential: Credential, text: string, signature: string): boolean {
  const { publicKey } = deviceDataSchema.parse(credential.data);
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64url"), format: "der", type: "spki" });
  const proof = Buffer.from(signature, "base64url");
  return verifySignature("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, proof);
}

/** A key on the curve that devices use, and no other (FIPS 186-5, P-256). */
export function isDeviceKey(publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64url"), format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}

const secondsLeft = (askedAt: number, now: Date): number =>
  Math.max(0, APPROVAL_SECONDS - Math.floor((now.getTime() - askedAt) / 1_000));

/**
 * A question on another device. To set up: the device opens a link, makes a key that never leaves it and shows a code for
 * this screen. To prove: this screen shows a number, the device names it and signs. It is never the only factor: facts
 * offer it only beside another one.
 */
export const push: Factor<z.infer<typeof codeSchema>, Record<never, never>> = {
  kind: "push",
  amr: ["swk"],
  assurance: "aal2",
  phishingResistant: false,
  isSingleAnswer: false,
  isAnsweredElsewhere: true,
  ...FLOW_LIMITS,
  maxAttempts: PAIRING_TRIES,
  challengeSeconds: APPROVAL_SECONDS + TAKING_IN_SECONDS,
  setupSchema: codeSchema,
  proofSchema: z.strictObject({}),

  async beginEnroll(ctx, _existing, kept) {
    const held = kept ? pairingSchema.parse(kept) : null;
    const state = held ?? { credentialId: newId("credential"), secret: randomToken(), device: null };
    const link = pairingLink({
      workspaceId: ctx.user.workspaceId,
      userId: ctx.user.id,
      secret: state.secret,
    });
    return { state, present: { url: `${ctx.rp.origin}/pair/${link}` }, isKept: held !== null };
  },

  async finishEnroll(_ctx, state, { code }) {
    const { credentialId, device } = pairingSchema.parse(state);
    if (!device || !isEqualSecret(device.code, code)) return reject("wrong_code");
    const { label, code: _typed, ...data } = device;
    return { ok: true, id: credentialId, label, data, counter: 0, amr: ["swk"] };
  },

  async beginChallenge(ctx, credentials, kept) {
    if (credentials.length === 0) return reject("method_not_available");
    const held = kept ? questionSchema.parse(kept) : null;
    const isOpen = held !== null && held.approval?.answer == null && secondsLeft(held.askedAt, ctx.now) > 0;
    const { number, askedAt } = isOpen
      ? held
      : { number: String(randomInt(10, 100)), askedAt: ctx.now.getTime() };
    return {
      state: { number, askedAt },
      present: {
        number,
        devices: credentials.map(({ label }) => label),
        expiresInSeconds: secondsLeft(askedAt, ctx.now),
      },
      ...(isOpen ? { isKept: true } : { ask: { number, devices: credentials } }),
    };
  },

  async verify(_ctx, state, credentials) {
    const { approval } = questionSchema.parse(state);
    const device = credentials.find(({ id }) => id === approval?.answeredBy);
    if (approval?.answer !== "approved" || !device) return reject("not_approved");
    return { ok: true, credentialId: device.id, counter: 0, amr: ["swk"] };
  },
};
