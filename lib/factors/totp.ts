import "server-only";
import { Secret, TOTP } from "otpauth";
import { z } from "zod";
import { open, seal } from "../core/crypto";
import { newId } from "../core/ids";
import { sixDigitsSchema } from "./core/code";
import { type Credential, type Factor, type FactorContext, FLOW_LIMITS, reject } from "./factor";

/** RFC 6238 with the parameters every authenticator app understands (contract §6). */
const PARAMETERS = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** 160 bits, the length of the HMAC's output (RFC 4226 §4 R6). */
const SECRET_BYTES = 20;
/** Steps T−1, T and T+1. */
const WINDOW = 1;

const inputSchema = z.object({ code: sixDigitsSchema });
const stateSchema = z.object({ secret: z.string(), credentialId: z.string() });
const dataSchema = z.object({ secret: z.string() });

/** What a sealed secret is bound to: copied to another user or credential it does not open. */
export const totpContext = (workspaceId: string, userId: string, credentialId: string): string =>
  `totp\n${workspaceId}\n${userId}\n${credentialId}`;

const totpOf = (secret: string) => new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });

/** The time step that `code` belongs to, among the three accepted ones; null: none. */
function stepOf(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1_000 / PARAMETERS.period) + delta;
}

/** The sealed form of a secret for one user's credential; what the table keeps. */
export const sealTotpSecret = (
  workspaceId: string,
  userId: string,
  credentialId: string,
  secret: string,
) => ({
  secret: seal(secret, totpContext(workspaceId, userId, credentialId)),
});

const openSecret = (ctx: FactorContext, credential: Credential) =>
  open(
    dataSchema.parse(credential.data).secret,
    totpContext(ctx.user.workspaceId, ctx.user.id, credential.id),
  );

export const totp: Factor<z.infer<typeof inputSchema>, z.infer<typeof inputSchema>> = {
  kind: "totp",
  amr: ["otp"],
  assurance: "aal2",
  phishingResistant: false,
  isSingleAnswer: false,
  ...FLOW_LIMITS,
  setupSchema: inputSchema,
  proofSchema: inputSchema,

  async beginEnroll(ctx, _existing, kept) {
    const state = kept
      ? stateSchema.parse(kept)
      : { secret: new Secret({ size: SECRET_BYTES }).base32, credentialId: newId("credential") };
    const uri = new TOTP({
      ...PARAMETERS,
      issuer: ctx.rp.name,
      label: ctx.user.email,
      secret: Secret.fromBase32(state.secret),
    }).toString();
    return { state, present: { secret: state.secret, uri }, isKept: kept !== null };
  },

  async finishEnroll(ctx, state, { code }) {
    const { secret, credentialId } = stateSchema.parse(state);
    const step = stepOf(secret, code, ctx.now);
    if (step === null) return reject("wrong_code");
    return {
      ok: true,
      id: credentialId,
      label: "",
      data: sealTotpSecret(ctx.user.workspaceId, ctx.user.id, credentialId, secret),
      counter: step, // RFC 6238 §5.2: the code that enrolled cannot sign in
      amr: ["otp"],
    };
  },

  async beginChallenge() {
    return { state: {}, present: {} };
  },

  async verify(ctx, _state, credentials, { code }) {
    const answers = credentials.map((credential) => ({
      credential,
      step: stepOf(openSecret(ctx, credential), code, ctx.now),
    }));
    const fresh = answers.find(({ credential, step }) => step !== null && step > credential.counter);
    if (fresh?.step)
      return { ok: true, credentialId: fresh.credential.id, counter: fresh.step, amr: ["otp"] };
    return reject(answers.some(({ step }) => step !== null) ? "code_used" : "wrong_code");
  },
};
