"use server";

import { z } from "zod";
import { userAction } from "../http/action";
import { endConsent as end, setOptIn as optIn } from "./consents/service";
import { findAskingDevice as findDevice } from "./device/service";
import { decline, giveConsent as give } from "./interactions/service";

const id = z.string().min(1).max(64);
const clientId = z.string().min(1).max(128);

/** `scopes`: those that the user leaves ticked. Answers where the same authorization goes on. */
export const giveConsent = userAction(
  { input: z.object({ id, scopes: z.array(z.string().max(200)).max(100) }) },
  ({ db, actor }, input) => give(db, actor, input),
);

/** `Back to <application>`. */
export const declineAuthorization = userAction({ input: z.object({ id }) }, ({ db, actor }, input) =>
  decline(db, actor, input.id),
);

export const endConnection = userAction({ input: z.object({ clientId }) }, async ({ db, actor }, input) => {
  await end(db, actor, input.clientId);
  return {};
});

export const setOptIn = userAction(
  { freshProof: "own", input: z.object({ clientId, isOn: z.boolean() }) },
  async ({ db, actor }, input) => {
    await optIn(db, actor, input.clientId, input.isOn);
    return {};
  },
);

export const findAskingDevice = userAction(
  { input: z.object({ code: z.string().min(1).max(40) }) },
  ({ db, actor }, input) => findDevice(db, actor, input.code),
);
