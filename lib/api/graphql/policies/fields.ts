import "server-only";
import { addMutations, addQueries } from "../operation-field";

addQueries({
  authenticationPolicies: "get /authentication-policies",
  authenticationPolicy: "get /authentication-policies/{id}",
});

addMutations({
  createAuthenticationPolicy: "post /authentication-policies",
  updateAuthenticationPolicy: "patch /authentication-policies/{id}",
  deleteAuthenticationPolicy: "delete /authentication-policies/{id}",
  moveUsersToPolicy: ["post /authentication-policies/{id}/users", { args: { id: "policyId" } }],
});
