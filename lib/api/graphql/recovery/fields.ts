import "server-only";
import { requestSchema } from "../../rest/recovery/operations";
import { objectOf } from "../from-zod/output";
import { addMutations, addQueries } from "../operation-field";
import { addUserLink } from "../users/fields";

addQueries({ helpRequests: "get /help-requests" });
addMutations({
  issueAccessPass: "post /access-passes",
  answerHelpRequest: "post /help-requests/{id}/answer",
});
addUserLink(objectOf(requestSchema), "user", "user_id");
