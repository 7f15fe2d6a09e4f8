import "server-only";
import { z } from "@hono/zod-openapi";
import { exemptUser, revokeExemption } from "../../../admin/enforcement/exemptions";
import { exemptionSchema } from "../../../admin/enforcement/schema";
import { type Operation, operation } from "../operation";
import { userIdParams } from "../users/schema";

const tag = "Requirements";
const path = "/mfa-requirements/users/{id}/exemption";
const { reason, endsOn } = exemptionSchema.shape;

const put = operation({
  method: "put",
  path,
  tag,
  summary: "Exempt a user for a while",
  description:
    "From everything but what an application's request asks, to the end of a day (UTC) at most 90 days away.",
  scopes: ["delete:mfa_requirements"],
  params: userIdParams,
  body: z.strictObject({ reason, ends_on: endsOn }).openapi("Exemption"),
  status: 204,
  errors: ["missing_right", "own_requirement"],
  run: ({ db, actor, params, body }) =>
    exemptUser(db, actor, { userId: params.id, reason: body.reason, endsOn: body.ends_on }),
});

const end = operation({
  method: "delete",
  path,
  tag,
  summary: "End a user's exemption before its day",
  scopes: ["update:mfa_requirements"],
  params: userIdParams,
  status: 204,
  errors: ["already_done", "missing_right"],
  run: ({ db, actor, params }) => revokeExemption(db, actor, params.id),
});

export const exemptionOperations: Operation[] = [put, end];
