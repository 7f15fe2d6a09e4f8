import "server-only";
import { addMutations, addQueries } from "../operation-field";

const USER = { args: { id: "userId" } };

addQueries({
  userRequirement: ["get /mfa-requirements/users/{id}", USER],
  workspaceRequirement: "get /mfa-requirements/workspace",
  rings: "get /mfa-requirements/workspace/rings",
});

addMutations({
  setUserRequirement: ["put /mfa-requirements/users/{id}", USER],
  exemptUser: ["put /mfa-requirements/users/{id}/exemption", USER],
  endExemption: ["delete /mfa-requirements/users/{id}/exemption", USER],
  setWorkspaceRequirement: "put /mfa-requirements/workspace",
  planRings: "put /mfa-requirements/workspace/rings",
  changeRings: "patch /mfa-requirements/workspace/rings",
  pauseRings: "post /mfa-requirements/workspace/rings/pause",
  resumeRings: "post /mfa-requirements/workspace/rings/resume",
});
