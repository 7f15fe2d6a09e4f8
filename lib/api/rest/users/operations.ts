import "server-only";
import { z } from "@hono/zod-openapi";
import { inviteUser } from "../../../admin/invitations";
import { saveMetadata } from "../../../admin/metadata";
import { forgetUserBrowsers } from "../../../admin/methods";
import { findProfileByEmail, getLockedProfile, getProfile } from "../../../admin/profiles";
import { blockUser, deleteUser, unblockUser } from "../../../admin/rights/members";
import { AppError } from "../../../core/errors";
import { emailSchema } from "../../../identity/core/email";
import { type Operation, operation } from "../operation";
import { selectionQuery } from "../selection";
import { listUsersOperation } from "./list";
import { createSchema, patchSchema, type UserPatch, userIdParams, userSchema } from "./schema";
import { toUser } from "./shape";

const tag = "Users";

const getOne = operation({
  method: "get",
  path: "/users/{id}",
  tag,
  summary: "Get a user",
  scopes: ["read:users"],
  params: userIdParams,
  query: z.strictObject(selectionQuery),
  isSelectable: true,
  status: 200,
  answer: userSchema,
  run: async ({ db, actor, params }) => toUser(await getProfile(db, actor, params.id)),
});

const byEmail = operation({
  method: "get",
  path: "/users-by-email",
  tag,
  summary: "Find users by address",
  description: "An address belongs to one user at most; the answer is a list as Auth0's is.",
  scopes: ["read:users"],
  query: z.strictObject({ email: emailSchema, ...selectionQuery }),
  isSelectable: true,
  status: 200,
  answer: z.array(userSchema),
  run: async ({ db, actor, query }) => {
    const found = await findProfileByEmail(db, actor, query.email);
    return found ? [toUser(found)] : [];
  },
});

const create = operation({
  method: "post",
  path: "/users",
  tag,
  summary: "Invite a user",
  description:
    "The address gets an invitation, by which its owner shows that it is theirs and chooses the password. A password cannot be set by a program.",
  scopes: ["create:users"],
  body: createSchema,
  status: 201,
  answer: userSchema,
  errors: ["address_taken", "missing_right"],
  run: async ({ db, actor, body }) => {
    const { email, name = email.split("@")[0] ?? email, role } = body;
    const { userId } = await inviteUser(db, actor, { email, name, role, requireMfa: false });
    await saveMetadata(db, actor, userId, metadataOf(body));
    return toUser(await getProfile(db, actor, userId));
  },
});

const patch = operation({
  method: "patch",
  path: "/users/{id}",
  tag,
  summary: "Change a user",
  description:
    "Metadata is merged key by key; `null` takes a key away. `email` may be sent and must be the one there is.",
  scopes: ["update:users", "update:users_app_metadata"],
  params: userIdParams,
  body: patchSchema,
  status: 200,
  answer: userSchema,
  errors: ["not_supported_by_design", "missing_right", "own_requirement", "last_owner"],
  current: async ({ db, actor, params }) => toUser(await getLockedProfile(db, actor, params.id)),
  run: async ({ db, actor, caller, params, body }) => {
    if (body.email) requireSameAddress((await getProfile(db, actor, params.id)).user.email, body.email);
    const { name, user_metadata: userMetadata, blocked } = body;
    const isMore = [name, userMetadata, blocked].some((field) => field !== undefined);
    if (isMore && !caller.scopes.includes("update:users"))
      throw new AppError("insufficient_scope", { scopes: ["update:users"] });
    await saveMetadata(db, actor, params.id, metadataOf(body));
    const profile = await getProfile(db, actor, params.id);
    if (blocked === undefined || blocked === (profile.user.blockedAt !== null)) return toUser(profile);
    await (blocked ? blockUser : unblockUser)(db, actor, params.id);
    return toUser(await getProfile(db, actor, params.id));
  },
});

const remove = operation({
  method: "delete",
  path: "/users/{id}",
  tag,
  summary: "Delete a user",
  description: "With all that is theirs; the address is free again, and the audit log stays.",
  scopes: ["delete:users"],
  params: userIdParams,
  status: 204,
  errors: ["missing_right", "last_owner"],
  run: ({ db, actor, params }) => deleteUser(db, actor, params.id),
});

const forgetBrowsers = operation({
  method: "post",
  path: "/users/{id}/multifactor/actions/invalidate-remember-browser",
  tag,
  summary: "Forget a user's remembered browsers",
  description: "Each of them is asked for the second step again.",
  scopes: ["update:users"],
  params: userIdParams,
  status: 204,
  run: ({ db, actor, params }) => forgetUserBrowsers(db, actor, params.id),
});

const metadataOf = ({ name, app_metadata: appMetadata, user_metadata: userMetadata }: UserPatch) => ({
  name,
  appMetadata,
  userMetadata,
});

/** A new address has to be shown by its owner. */
function requireSameAddress(current: string, sent: string): void {
  if (current !== sent) throw new AppError("not_supported_by_design");
}

export const userOperations: Operation[] = [
  listUsersOperation,
  getOne,
  byEmail,
  create,
  patch,
  remove,
  forgetBrowsers,
];
