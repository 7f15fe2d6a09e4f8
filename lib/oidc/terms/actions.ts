"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { termsSchema } from "./schema";
import { saveTerms as save } from "./service";

export const saveTerms = userAction(
  {
    right: "manage_applications",
    freshProof: "aal2",
    input: z.strictObject({ seen: termsSchema, terms: termsSchema }),
  },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);
