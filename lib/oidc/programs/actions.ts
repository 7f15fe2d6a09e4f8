"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { programSchema } from "./schema";
import {
  createProgram as create,
  replaceSecret as replace,
  revokeProgram as revoke,
  saveProgram as save,
} from "./service";

const right = "manage_applications";
const freshProof = "aal2";
const clientId = z.string().max(64);

/** The secret is in the answer this once. */
export const createProgram = userAction({ right, freshProof, input: programSchema }, ({ db, actor }, input) =>
  create(db, actor, input),
);

export const saveProgram = userAction(
  { right, freshProof, input: programSchema.extend({ clientId }) },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);

/** The secret is in the answer this once. */
export const replaceSecret = userAction(
  { right, freshProof, input: z.strictObject({ clientId, endsOld: z.enum(["later", "now"]) }) },
  ({ db, actor }, input) => replace(db, actor, input),
);

export const revokeProgram = userAction(
  { right, freshProof, input: z.strictObject({ clientId }) },
  async ({ db, actor }, input) => {
    await revoke(db, actor, input.clientId);
    return {};
  },
);
