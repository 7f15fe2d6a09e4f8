"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import {
  addApplication as add,
  endApplicationSecret as endSecret,
  removeApplication as remove,
  replaceApplicationSecret as replaceSecret,
  saveApplication as save,
} from "./manage";
import { detailsSchema } from "./schema";

const right = "manage_applications";
const freshProof = "aal2";
const clientId = z.string().max(128);

/** The secret is in the answer this once. */
export const addApplication = userAction(
  { right, freshProof, input: z.strictObject({ details: detailsSchema }) },
  ({ db, actor }, { details }) => add(db, actor, details),
);

export const saveApplication = userAction(
  {
    right,
    freshProof,
    input: z.strictObject({ clientId, seen: z.string().max(64), details: detailsSchema }),
  },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);

/** The secret is in the answer this once. */
export const replaceApplicationSecret = userAction(
  { right, freshProof, input: z.strictObject({ clientId, endsOld: z.enum(["later", "now"]) }) },
  ({ db, actor }, input) => replaceSecret(db, actor, input),
);

export const endApplicationSecret = userAction(
  { right, freshProof, input: z.strictObject({ clientId, secretId: z.string().max(64) }) },
  async ({ db, actor }, input) => {
    await endSecret(db, actor, input);
    return {};
  },
);

export const removeApplication = userAction(
  { right, freshProof, input: z.strictObject({ clientId }) },
  async ({ db, actor }, input) => {
    await remove(db, actor, input.clientId);
    return {};
  },
);
