"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { pauseRings as pause, resumeRings as resume } from "./pause";
import { changeRings as change, planRings as plan } from "./plan";
import { MOST_RINGS, ringsSchema, rolloutSchema } from "./schema";

export const planRings = userAction(
  { right: "manage_user_rights", input: rolloutSchema },
  async ({ db, actor }, input) => {
    await plan(db, actor, input);
    return {};
  },
);

/** Other rings in the place of those that have not started; `started`: how many have, as the screen showed it. */
export const changeRings = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({ started: z.int().min(0).max(MOST_RINGS), rings: ringsSchema }),
  },
  async ({ db, actor }, input) => {
    await change(db, actor, input);
    return {};
  },
);

export const pauseRings = userAction(
  { right: "manage_user_rights", input: z.strictObject({}) },
  async ({ db, actor }) => {
    await pause(db, actor);
    return {};
  },
);

export const resumeRings = userAction(
  { right: "manage_user_rights", input: z.strictObject({}) },
  async ({ db, actor }) => {
    await resume(db, actor);
    return {};
  },
);
