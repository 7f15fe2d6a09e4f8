import "server-only";
import { z } from "@hono/zod-openapi";
import { issueAccessPass } from "../../../recovery/access-pass";
import { answerHelp } from "../../../recovery/help";
import { listRequests, type OpenRequest } from "../../../recovery/requests";
import { PASS_MINUTES, passMinutesSchema, reasonSchema } from "../../../recovery/schema";
import { type Operation, operation } from "../operation";

const issue = operation({
  method: "post",
  path: "/access-passes",
  tag: "Ways back",
  summary: "Issue an access pass",
  description:
    "A code that opens set-up once, after the user's password. It is shown in this answer and never again. An administrator's takes a second administrator, whom no program stands for.",
  scopes: ["create:access_passes"],
  body: z
    .strictObject({
      user_id: z.string().max(64),
      minutes: passMinutesSchema.default(PASS_MINUTES.usual),
      reason: reasonSchema,
    })
    .openapi("AccessPassRequest"),
  status: 201,
  answer: z.object({ user_id: z.string(), code: z.string(), minutes: z.int() }).openapi("AccessPass"),
  errors: ["not_found", "missing_right", "own_requirement", "method_not_available", "second_needed"],
  run: async ({ db, actor, body }) => {
    const { user_id: userId, minutes, reason } = body;
    const { code } = await issueAccessPass(db, actor, { userId, minutes, reason });
    return { user_id: userId, code, minutes };
  },
});

export const requestSchema = z
  .object({
    id: z.string(),
    created_at: z.iso.datetime(),
    words: z.string(),
    user_id: z.string(),
    email: z.string(),
    ip: z.string(),
    country: z.string().nullable(),
    last_sign_in: z
      .object({ at: z.iso.datetime(), ip: z.string(), country: z.string().nullable() })
      .nullable(),
    password_changed_at: z.iso.datetime().nullable(),
  })
  .openapi("HelpRequest");

const toRequest = ({ id, at, words, user, from, before, passwordChangedAt }: OpenRequest) => ({
  id,
  created_at: at,
  words,
  user_id: user.id,
  email: user.email,
  ip: from.ip,
  country: from.country,
  last_sign_in: before,
  password_changed_at: passwordChangedAt,
});

const list = operation({
  method: "get",
  path: "/help-requests",
  tag: "Ways back",
  summary: "List open requests for help",
  description: "The oldest first, a hundred at most, each with what there is to check before it is granted.",
  scopes: ["read:help_requests"],
  status: 200,
  answer: z.array(requestSchema),
  run: async ({ db, actor }) => (await listRequests(db, actor.subject)).open.map(toRequest),
});

const reason = reasonSchema;
const answerSchema = z
  .discriminatedUnion("answer", [
    z.strictObject({ answer: z.literal("access_pass"), minutes: passMinutesSchema, reason }),
    z.strictObject({ answer: z.literal("reset"), reason }),
    z.strictObject({ answer: z.literal("declined"), reason }),
  ])
  .openapi("HelpAnswer");

const answer = operation({
  method: "post",
  path: "/help-requests/{id}/answer",
  tag: "Ways back",
  summary: "Answer a request for help",
  description:
    "Once: with a pass, a reset or a refusal. A pass's code is shown in this answer and never again.",
  scopes: ["update:help_requests"],
  params: z.strictObject({ id: z.string().max(64) }),
  body: answerSchema,
  status: 200,
  answer: z
    .object({
      code: z.string().nullable(),
      reset: z.object({ state: z.enum(["done", "waiting"]), due_at: z.iso.datetime().nullable() }).nullable(),
    })
    .openapi("HelpAnswered"),
  errors: ["already_done", "missing_right", "own_requirement", "method_not_available", "second_needed"],
  run: async ({ db, actor, params, body }) => {
    const { code, reset } = await answerHelp(db, actor, { ...body, requestId: params.id });
    const dueAt = reset?.state === "waiting" ? reset.dueAt : null;
    return { code, reset: reset && { state: reset.state, due_at: dueAt } };
  },
});

export const recoveryOperations: Operation[] = [issue, list, answer];
