"use server";

import { z } from "zod";
import { beginEnrollment } from "../flows/enroll";
import { userAction } from "../http/action";
import { FACTOR_KINDS } from "../policy/core/types";
import { endConsent as end, setOptIn as optIn } from "./consents/service";
import { findAskingDevice as findDevice } from "./device/service";
import { decline, giveConsent as give, requireSetUpAsked } from "./interactions/service";

const id = z.string().min(1).max(64);
const clientId = z.string().min(1).max(128);

/** `scopes`: those that the user leaves ticked. Answers where the same authorization goes on. */
export const giveConsent = userAction(
  { input: z.object({ id, scopes: z.array(z.string().max(200)).max(100) }) },
  ({ db, actor }, input) => give(db, actor, input),
);

/** A set-up that an application asks for, by the request `id`: as `beginEnrollment` of any other. */
export const beginEnrollmentAsked = userAction(
  {
    access: "setup",
    freshProof: "own",
    input: z.object({ id, kind: z.enum(FACTOR_KINDS), setup: z.unknown().optional() }),
  },
  async ({ db, actor }, input) => {
    await requireSetUpAsked(db, actor, input.id);
    return beginEnrollment(db, actor, { kind: input.kind, setup: input.setup, purpose: "application" });
  },
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
