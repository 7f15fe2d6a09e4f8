import "server-only";
import { statusSchema, toStatus } from "../../rest/status/operations";
import { objectOf } from "../from-zod/output";
import { addQueries } from "../operation-field";
import { addUserLink } from "../users/fields";
import { addPeople } from "../users/people";

export const UserStatus = objectOf(statusSchema);

addPeople({
  name: "mfaStatus",
  type: "UserStatus",
  node: UserStatus,
  operation: "get /mfa-status",
  shape: toStatus,
});
addQueries({
  mfaStatusSummary: ["get /mfa-status/summary", { args: { q: "search" } }],
  explain: "get /explain",
});
addUserLink(UserStatus, "user", "user_id");
