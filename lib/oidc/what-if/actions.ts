"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { applicationWhatIfSchema } from "./schema";
import { explainForApplication as explain, listAskable } from "./service";

/** What a user can be asked about by: applications by name, and scopes that demand a level. */
export const listWhatIfs = userAction(
  { right: "manage_user_rights", input: z.strictObject({}) },
  ({ db, actor }) => listAskable(db, actor.subject.workspace.id),
);

/** Why somebody would be asked if an application's authorization came; changes nothing. */
export const explainForApplication = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({ userId: z.string().max(64), whatIf: applicationWhatIfSchema }),
  },
  ({ db, actor }, { userId, whatIf }) => explain(db, actor.subject, userId, whatIf),
);
