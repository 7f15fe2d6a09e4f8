"use server";

import { z } from "zod";
import {
  DEVICE_ANSWERS,
  publicKeySchema,
  signatureSchema,
  subscriptionSchema,
} from "../../factors/core/device";
import { publicAction } from "../../http/action";
import { answererOf } from "../../http/answerer";
import { keepDevice } from "../../http/browser-cookie";
import { oneLine } from "../../identity/core/name";
import { pairDevice as pair } from "../pair";
import { answerQuestion as answer, endSessionsNotMine as endSessions } from "./answer";
import { subscribeDevices as subscribe } from "./devices";

const id = z.string().max(64);

/** A device's part of setting up push approval; its code is typed in on the screen that shows the link. */
export const pairDevice = publicAction(
  z.strictObject({ link: z.string().max(200), publicKey: publicKeySchema, label: oneLine(60) }),
  async ({ db, client }, input) => {
    const { code, entry } = await pair(db, input, await answererOf(client));
    await keepDevice(client, entry);
    return { code, credentialId: entry.credentialId };
  },
);

/** `number` is what the person typed; it only matters to `approve`. */
export const answerQuestion = publicAction(
  z.strictObject({
    approvalId: id,
    answer: z.enum(DEVICE_ANSWERS),
    number: z.string().max(2),
    signature: signatureSchema,
  }),
  async ({ db, client }, input) => answer(db, await answererOf(client), input),
);

export const endSessionsNotMine = publicAction(
  z.strictObject({ approvalId: id, signature: signatureSchema }),
  async ({ db, client }, input) => {
    await endSessions(db, await answererOf(client), input);
    return {};
  },
);

/** Where this browser is notified; null: nowhere. */
export const subscribeDevices = publicAction(
  z.strictObject({ subscription: subscriptionSchema.nullable() }),
  async ({ db, client }, input) => {
    await subscribe(db, client, input.subscription);
    return {};
  },
);
