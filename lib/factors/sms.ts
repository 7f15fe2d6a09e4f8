import "server-only";
import { randomInt } from "node:crypto";
import { z } from "zod";
import { isEqualSecret, keyedHash, open, seal } from "../core/crypto";
import { newId } from "../core/ids";
import { sixDigitsSchema } from "./core/code";
import { type Begin, type Credential, type Factor, type FactorContext, reject } from "./factor";
import { maskPhone, parsePhone } from "./phone";

/** Contract §6. The code lives as long as its flow; the cool-down is how long a reload finds the same code. */
export const SMS_CODE_SECONDS = 300;
export const SMS_COOLDOWN_SECONDS = 60;

const codeSchema = z.object({ code: sixDigitsSchema });
const beginSchema = z.object({ phone: z.string().min(3).max(40), country: z.string().length(2) });
const stateSchema = z.object({
  credentialId: z.string(),
  number: z.string(),
  country: z.string(),
  codeHash: z.string(),
  sentAt: z.number(),
});
const dataSchema = z.object({ number: z.string(), country: z.string() });
type State = z.infer<typeof stateSchema>;

const contextOf = (ctx: FactorContext, credentialId: string): string =>
  `sms\n${ctx.user.workspaceId}\n${ctx.user.id}\n${credentialId}`;

/** Bound to the user and the number: a code says nothing anywhere else. A32: a keyed hash is all that is kept. */
const hashCode = (ctx: FactorContext, number: string, code: string): string =>
  keyedHash("sms code", `${ctx.user.workspaceId}\n${ctx.user.id}\n${number}\n${code}`);

const secondsSince = (sentAt: number, now: Date): number => Math.floor((now.getTime() - sentAt) / 1_000);

function present(state: State, now: Date): Begin["present"] {
  const age = secondsSince(state.sentAt, now);
  return {
    to: maskPhone(state.number),
    resendInSeconds: Math.max(0, SMS_COOLDOWN_SECONDS - age),
    expiresInSeconds: Math.max(0, SMS_CODE_SECONDS - age),
  };
}

/** A fresh code for one number, or the one that is under way while its cool-down runs. */
function issue(
  ctx: FactorContext,
  to: Pick<State, "credentialId" | "number" | "country">,
  kept: State | null,
): Begin {
  const isSame = kept?.number === to.number && secondsSince(kept.sentAt, ctx.now) < SMS_COOLDOWN_SECONDS;
  if (kept && isSame) return { state: kept, present: present(kept, ctx.now), isKept: true };
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const state = { ...to, codeHash: hashCode(ctx, to.number, code), sentAt: ctx.now.getTime() };
  return { state, present: present(state, ctx.now), send: { number: to.number, country: to.country, code } };
}

const isRight = (ctx: FactorContext, state: State, code: string): boolean =>
  isEqualSecret(hashCode(ctx, state.number, code), state.codeHash);

/** The same data, sealed with the key in use now. */
export function resealSms(owner: { workspaceId: string; userId: string }, credential: Credential) {
  const context = `sms\n${owner.workspaceId}\n${owner.userId}\n${credential.id}`;
  return { ...credential.data, number: seal(smsNumberOf(owner, credential), context) };
}

/** The number of a credential, for its owner's eyes masked (`maskPhone`). */
export function smsNumberOf(owner: { workspaceId: string; userId: string }, credential: Credential): string {
  const { number } = dataSchema.parse(credential.data);
  return open(number, `sms\n${owner.workspaceId}\n${owner.userId}\n${credential.id}`);
}

export const sms: Factor<z.infer<typeof codeSchema>, z.infer<typeof codeSchema>> = {
  kind: "sms",
  amr: ["sms"],
  assurance: "aal2",
  phishingResistant: false,
  isSingleAnswer: false,
  sendsCode: true,
  lifetimeSeconds: SMS_CODE_SECONDS,
  maxAttempts: 5,
  setupSchema: codeSchema,
  proofSchema: codeSchema,
  beginSchema,

  async beginEnroll(ctx, _existing, kept, input) {
    const held = kept ? stateSchema.parse(kept) : null;
    // a reload comes without a number and finds the code that is under way
    if (input === undefined && held) return issue(ctx, held, held);
    const typed = beginSchema.safeParse(input);
    const phone = typed.success ? parsePhone(typed.data.phone, typed.data.country) : null;
    if (!phone) return reject("phone_invalid");
    return issue(ctx, { ...phone, credentialId: newId("credential") }, held);
  },

  async finishEnroll(ctx, state, { code }) {
    const { credentialId, number, country, ...rest } = stateSchema.parse(state);
    if (!isRight(ctx, { credentialId, number, country, ...rest }, code)) return reject("wrong_code");
    return {
      ok: true,
      id: credentialId,
      label: maskPhone(number),
      data: { number: seal(number, contextOf(ctx, credentialId)), country },
      counter: 0,
      amr: ["sms"],
    };
  },

  async beginChallenge(ctx, credentials, kept) {
    // of two numbers the one that was added last
    const credential = credentials.at(-1);
    if (!credential) return reject("method_not_available");
    const { country } = dataSchema.parse(credential.data);
    const number = smsNumberOf({ workspaceId: ctx.user.workspaceId, userId: ctx.user.id }, credential);
    return issue(
      ctx,
      { credentialId: credential.id, number, country },
      kept ? stateSchema.parse(kept) : null,
    );
  },

  async verify(ctx, state, credentials, { code }) {
    const sent = stateSchema.parse(state);
    const credential = credentials.find(({ id }) => id === sent.credentialId);
    if (!credential || !isRight(ctx, sent, code)) return reject("wrong_code");
    return { ok: true, credentialId: credential.id, counter: 0, amr: ["sms"] };
  },
};
