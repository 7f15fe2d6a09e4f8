import "server-only";
import { z } from "@hono/zod-openapi";
import { getUserMethod, listUserMethods, renameUserMethod } from "../../../admin/methods";
import { AppError } from "../../../core/errors";
import { removeUserMethod } from "../../../recovery/remove-method";
import { resetTwoFactor } from "../../../recovery/reset";
import { type Method, type Operation, operation } from "../operation";
import { pageOf, pageSchema, pagingQuery } from "../paging";
import { userIdParams } from "../users/schema";
import { methodParams, methodSchema, reasonQuery, renameSchema, toMethod } from "./schema";

const tag = "Authentication methods";
const path = "/users/{id}/authentication-methods";
const onePath = `${path}/{method_id}`;

const list = operation({
  method: "get",
  path,
  tag,
  summary: "List a user's second factors",
  scopes: ["read:authentication_methods"],
  params: userIdParams,
  query: z.strictObject({
    page: pagingQuery.page,
    per_page: pagingQuery.per_page,
    include_totals: pagingQuery.include_totals,
  }),
  status: 200,
  answer: pageSchema(methodSchema, "authenticators"),
  run: async ({ db, actor, params, query }) =>
    pageOf((await listUserMethods(db, actor, params.id)).map(toMethod), "authenticators", query),
});

const getOne = operation({
  method: "get",
  path: onePath,
  tag,
  summary: "Get one of a user's second factors",
  scopes: ["read:authentication_methods"],
  params: methodParams,
  status: 200,
  answer: methodSchema,
  run: async ({ db, actor, params }) => toMethod(await getUserMethod(db, actor, params.id, params.method_id)),
});

const rename = operation({
  method: "patch",
  path: onePath,
  tag,
  summary: "Rename one of a user's second factors",
  scopes: ["update:authentication_methods"],
  params: methodParams,
  body: renameSchema,
  status: 200,
  answer: methodSchema,
  run: async ({ db, actor, params, body }) => {
    const { id: userId, method_id: credentialId } = params;
    await renameUserMethod(db, actor, { userId, credentialId, label: body.name });
    return toMethod(await getUserMethod(db, actor, userId, credentialId));
  },
});

const remove = operation({
  method: "delete",
  path: onePath,
  tag,
  summary: "Remove one of a user's second factors",
  description:
    "By the rules of a reset: mailed, audited, and every session of the user ends. The last one is a reset.",
  scopes: ["delete:authentication_methods"],
  params: methodParams,
  query: reasonQuery,
  status: 204,
  errors: ["removed_together", "push_needs_another", "missing_right", "own_requirement"],
  run: async ({ db, actor, params, query }) => {
    await removeUserMethod(db, actor, { userId: params.id, credentialId: params.method_id, ...query });
  },
});

const removeAll = operation({
  method: "delete",
  path,
  tag,
  summary: "Reset a user's second factors",
  description:
    "Every factor, recovery code and session goes; what is required stays. An administrator's reset waits a day, in which it can be cancelled.",
  scopes: ["delete:authentication_methods"],
  params: userIdParams,
  query: reasonQuery,
  status: 204,
  errors: ["missing_right"],
  run: async ({ db, actor, params, query }) => {
    await resetTwoFactor(db, actor, { userId: params.id, ...query });
  },
});

/** What would put a secret of the user's into a program's hands; the ticket is the way. */
const refused = (method: Method, at: string, summary: string): Operation =>
  operation({
    method,
    path: at,
    tag,
    summary: `${summary} (refused)`,
    description:
      "Would put a secret of the user's into a program's hands. Send an enrolment ticket instead: `POST /guardian/enrollments/ticket`.",
    scopes: [],
    params: at === onePath ? methodParams : userIdParams,
    status: 204,
    errors: ["not_supported_by_design"],
    run: async () => {
      throw new AppError("not_supported_by_design");
    },
  });

export const methodOperations: Operation[] = [
  list,
  getOne,
  rename,
  remove,
  removeAll,
  refused("post", path, "Create a second factor"),
  refused("put", path, "Replace a user's second factors"),
  refused("post", "/users/{id}/recovery-code-regeneration", "Make new recovery codes"),
];
