"use server";

import { z } from "zod";
import { safeReturnTo } from "../core/return-to";
import { publicAction, userAction } from "../http/action";
import { nextStep } from "../http/next-step";
import { FACTOR_KINDS } from "../policy/core/types";
import { issueAccessPass as issuePass, redeemAccessPass as redeem } from "./access-pass";
import { answerHelp as answer, askForHelp as ask, withdrawHelp as withdraw } from "./help";
import { confirmOwnRecovery as confirm, startOwnRecovery as start } from "./own";
import { cancelReset as cancel, cancelByLink, resetTwoFactor as reset } from "./reset";
import { passMinutesSchema, reasonSchema, wordsSchema } from "./schema";
import { issueSetupLink as issueLink } from "./setup-link";

const id = z.string().max(64);
const token = z.string().max(200);
const returnTo = z.string().max(2_048).nullish().transform(safeReturnTo);
const right = "manage_user_rights";

export const askForHelp = userAction(
  { access: "half", input: z.strictObject({ words: wordsSchema }) },
  async ({ db, actor }, { words }) => {
    await ask(db, actor, words);
    return {};
  },
);

export const withdrawHelp = userAction(
  { access: "half", input: z.strictObject({}) },
  async ({ db, actor }) => {
    await withdraw(db, actor);
    return {};
  },
);

export const redeemAccessPass = userAction(
  { access: "half", input: z.strictObject({ code: z.string().max(64), returnTo }) },
  async ({ db, actor }, input) => nextStep(await redeem(db, actor, input.code), input.returnTo),
);

export const startOwnRecovery = userAction(
  { access: "half", input: z.strictObject({}) },
  async ({ db, actor }) => {
    await start(db, actor);
    return {};
  },
);

export const confirmOwnRecovery = publicAction(z.strictObject({ token }), ({ db, client }, input) =>
  confirm(db, input.token, client),
);

export const cancelResetByLink = publicAction(z.strictObject({ token }), async ({ db, client }, input) => {
  await cancelByLink(db, input.token, client);
  return {};
});

export const issueAccessPass = userAction(
  { right, input: z.strictObject({ userId: id, minutes: passMinutesSchema, reason: reasonSchema }) },
  ({ db, actor }, input) => issuePass(db, actor, input),
);

export const issueSetupLink = userAction(
  {
    right,
    input: z.strictObject({ userId: id, factor: z.enum(FACTOR_KINDS).nullable(), isMailed: z.boolean() }),
  },
  async ({ db, actor }, input) => {
    const { url } = await issueLink(db, actor, input);
    return { url: input.isMailed ? null : url };
  },
);

export const resetTwoFactor = userAction(
  { right, input: z.strictObject({ userId: id, reason: reasonSchema }) },
  ({ db, actor }, input) => reset(db, actor, input),
);

export const cancelReset = userAction(
  { right, input: z.strictObject({ userId: id }) },
  async ({ db, actor }, { userId }) => {
    await cancel(db, actor, userId);
    return {};
  },
);

const toRequest = { requestId: id, reason: reasonSchema };

export const answerHelp = userAction(
  {
    right,
    input: z.discriminatedUnion("answer", [
      z.strictObject({ ...toRequest, answer: z.literal("access_pass"), minutes: passMinutesSchema }),
      z.strictObject({ ...toRequest, answer: z.literal("reset") }),
      z.strictObject({ ...toRequest, answer: z.literal("declined") }),
    ]),
  },
  ({ db, actor }, input) => answer(db, actor, input),
);
