"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { sendConfirmation as confirm } from "../confirmation";
import { enforceForAll as enforce, revokeEnforcement as revoke } from "./enforce";
import { revokeExemption as endExemption, exemptUser as exempt } from "./exemptions";
import { previewPlanned } from "./preview";
import { changeSchema, exemptionSchema, whatIfSchema } from "./schema";
import { termsSchema } from "./terms";
import { explainUser as explain } from "./why";

/** What a change would do to whom; changes nothing. */
export const previewChange = userAction(
  { right: "manage_user_rights", input: changeSchema },
  ({ db, actor }, input) => previewPlanned(db, actor, input),
);

export const enforceForAll = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({ ...termsSchema.shape, tellsEverybody: z.boolean() }),
  },
  async ({ db, actor }, input) => {
    await enforce(db, actor, input);
    return {};
  },
);

export const revokeEnforcement = userAction(
  { right: "manage_user_rights", input: z.strictObject({ tellsEverybody: z.boolean() }) },
  async ({ db, actor }, input) => {
    await revoke(db, actor, input);
    return {};
  },
);

export const exemptUser = userAction(
  { right: "manage_user_rights", input: exemptionSchema },
  async ({ db, actor }, input) => {
    await exempt(db, actor, input);
    return {};
  },
);

export const revokeExemption = userAction(
  { right: "manage_user_rights", input: z.strictObject({ userId: z.string().max(64) }) },
  async ({ db, actor }, { userId }) => {
    await endExemption(db, actor, userId);
    return {};
  },
);

/** Mails somebody who never confirmed the address a new link to do so. */
export const sendConfirmation = userAction(
  { right: "manage_user_rights", input: z.strictObject({ userId: z.string().max(64) }) },
  async ({ db, actor }, { userId }) => {
    await confirm(db, actor, userId);
    return {};
  },
);

/** Why somebody would be asked, as things stand or if a request asked for more; changes nothing. */
export const explainUser = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({ userId: z.string().max(64), whatIf: whatIfSchema }),
  },
  ({ db, actor }, { userId, whatIf }) => explain(db, actor.subject, userId, whatIf),
);
