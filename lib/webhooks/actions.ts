"use server";

import { z } from "zod";
import { userAction } from "../http/action";
import { replayDelivery as replay, replayDead } from "./overview";
import { deliveryKeySchema, webhookKeySchema, webhookSchema } from "./schema";
import {
  createWebhook as create,
  removeWebhook as remove,
  replaceWebhookSecret as replace,
  saveWebhook as save,
  setWebhookEnabled as setEnabled,
  testWebhook as test,
} from "./service";

const right = "manage_applications";
const freshProof = "aal2";

/** The secret is in the answer this once. */
export const createWebhook = userAction({ right, freshProof, input: webhookSchema }, ({ db, actor }, input) =>
  create(db, actor, input),
);

export const saveWebhook = userAction(
  { right, freshProof, input: webhookSchema.extend(webhookKeySchema.shape) },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);

export const setWebhookEnabled = userAction(
  { right, freshProof, input: webhookKeySchema.extend({ isOn: z.boolean() }) },
  async ({ db, actor }, { id, isOn }) => {
    await setEnabled(db, actor, id, isOn);
    return {};
  },
);

/** The secret is in the answer this once. */
export const replaceWebhookSecret = userAction(
  { right, freshProof, input: webhookKeySchema.extend({ endsOld: z.enum(["later", "now"]) }) },
  ({ db, actor }, input) => replace(db, actor, input),
);

export const removeWebhook = userAction(
  { right, freshProof, input: webhookKeySchema },
  async ({ db, actor }, { id }) => {
    await remove(db, actor, id);
    return {};
  },
);

export const testWebhook = userAction({ right, input: webhookKeySchema }, ({ db, actor }, { id }) =>
  test(db, actor, id),
);

export const replayDelivery = userAction(
  { right, input: deliveryKeySchema },
  async ({ db, actor }, input) => {
    await replay(db, actor, input);
    return {};
  },
);

export const replayDeadLetters = userAction({ right, input: webhookKeySchema }, ({ db, actor }, { id }) =>
  replayDead(db, actor, id),
);
