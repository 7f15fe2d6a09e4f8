"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { checkCondition as check } from "./condition";
import { replayRule as replay } from "./replay";
import { saveRule as save } from "./save";
import { conditionText, draftSchema, ruleSchema, seenSchema, trySchema } from "./schema";
import { tryRule as tryOne } from "./trial";

const right = "manage_applications";
const clientId = z.string().max(128);

/** Whether a condition could be saved, while it is typed. */
export const checkCondition = userAction(
  { right, input: z.strictObject({ condition: conditionText }) },
  async (_ctx, { condition }) => check(condition),
);

export const saveRule = userAction(
  {
    right,
    freshProof: "aal2",
    input: z.strictObject({ clientId, seen: seenSchema, settings: ruleSchema }),
  },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);

export const tryRule = userAction({ right, input: trySchema }, ({ db, actor }, input) =>
  tryOne(db, actor, input),
);

export const replayRule = userAction(
  { right, input: z.strictObject({ clientId, draft: draftSchema }) },
  ({ db, actor }, input) => replay(db, actor, input),
);
