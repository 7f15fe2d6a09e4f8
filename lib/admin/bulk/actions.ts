"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { toUserFilter, userFilterSchema } from "../schema";
import { inviteMany as invite } from "./invite";
import { bulkDeedSchema, invitingSchema, MOST_NAMED } from "./kinds";
import { previewRun as preview } from "./preview";
import { cancelRun, orderRun, retryRun } from "./runs";

const right = "manage_user_rights";
const id = z.string().max(64);
const chosenSchema = z.union([
  z.strictObject({ userIds: z.array(id).min(1).max(MOST_NAMED) }),
  z.strictObject({ filter: userFilterSchema.strict().transform(toUserFilter) }),
]);

/** One deed on the chosen users; answers the run that works it off. */
export const orderBulkRun = userAction(
  { right, input: z.strictObject({ deed: bulkDeedSchema, chosen: chosenSchema }) },
  ({ db, actor }, { deed, chosen }) => orderRun(db, actor, deed, chosen),
);

/** What the deed would do to them; changes nothing. */
export const previewBulkRun = userAction(
  { right, input: z.strictObject({ deed: bulkDeedSchema, chosen: chosenSchema }) },
  ({ db, actor }, { deed, chosen }) => preview(db, actor, deed, chosen),
);

export const cancelBulkRun = userAction(
  { right, input: z.strictObject({ runId: id }) },
  async ({ db, actor }, { runId }) => {
    await cancelRun(db, actor, runId);
    return {};
  },
);

export const retryBulkRun = userAction(
  { right, input: z.strictObject({ runId: id }) },
  async ({ db, actor }, { runId }) => {
    await retryRun(db, actor, runId);
    return {};
  },
);

/** Invites everybody of a CSV file with the columns `email` and `name`. */
export const inviteMany = userAction(
  { right, input: z.strictObject({ csv: z.string().max(500_000), preset: invitingSchema }) },
  ({ db, actor }, input) => invite(db, actor, input),
);
