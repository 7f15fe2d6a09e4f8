import "server-only";
import { methodSchema, toMethod } from "../../rest/methods/schema";
import { policySchema, toPolicy } from "../../rest/policies/schema";
import { requirementSchema, toRequirement } from "../../rest/requirements/users";
import { userSchema } from "../../rest/users/schema";
import { toUser } from "../../rest/users/shape";
import type { Context } from "../context";
import { objectOf } from "../from-zod/output";
import { addLink } from "../link";
import { addMutations, addQueries } from "../operation-field";
import { addPeople } from "./people";

export const User = objectOf(userSchema);
const AuthenticationMethod = objectOf(methodSchema);
const AuthenticationPolicy = objectOf(policySchema);
const UserRequirement = objectOf(requirementSchema);

addPeople({ name: "users", type: "User", node: User, operation: "get /users", shape: toUser });

addQueries({ user: "get /users/{id}", usersByEmail: "get /users-by-email" });

addMutations({
  createUser: "post /users",
  updateUser: "patch /users/{id}",
  deleteUser: "delete /users/{id}",
  forgetRememberedBrowsers: [
    "post /users/{id}/multifactor/actions/invalidate-remember-browser",
    { args: { id: "userId" } },
  ],
});

addLink({
  on: User,
  name: "authenticationMethods",
  type: [AuthenticationMethod],
  description: "Second factors by kind, name and dates",
  guard: { scopes: ["read:authentication_methods"] },
  resolve: async ({ user_id: id }, { loaders }) => ((await loaders.methods(String(id))) ?? []).map(toMethod),
});

addLink({
  on: User,
  name: "requirement",
  type: UserRequirement,
  description: "What is required of the user, by whom and since when",
  guard: { scopes: ["read:mfa_requirements"] },
  resolve: async ({ user_id: id }, { loaders }) => {
    const profile = await loaders.profile(String(id));
    return profile && toRequirement(profile, false);
  },
});

addLink({
  on: User,
  name: "policy",
  type: AuthenticationPolicy,
  description: "The authentication policy that the user is under",
  guard: { scopes: ["read:mfa_policies"] },
  resolve: async ({ policy_id: id }, { loaders }) => {
    const row = await loaders.policy(String(id));
    return row && toPolicy(row);
  },
});

const findUser = async (id: unknown, { loaders }: Context) => {
  const profile = typeof id === "string" ? await loaders.profile(id) : null;
  return profile && toUser(profile);
};

/** Lets an answer lead on to the user that it names; null where there is none in reach. */
export function addUserLink(on: unknown, name: string, key: string): void {
  addLink({
    on,
    name,
    type: User,
    description: `The user of \`${name}Id\`, where there is one`,
    guard: { scopes: ["read:users"] },
    resolve: (parent, context) => findUser(parent[key], context),
  });
}

addUserLink(UserRequirement, "user", "user_id");
