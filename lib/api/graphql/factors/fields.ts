import "server-only";
import { addMutations, addQueries } from "../operation-field";

const USER = { args: { id: "userId" } };

addQueries({
  authenticationMethods: [
    "get /users/{id}/authentication-methods",
    { ...USER, without: ["page", "per_page", "include_totals"] },
  ],
  authenticationMethod: ["get /users/{id}/authentication-methods/{method_id}", USER],
  enrollments: ["get /users/{id}/enrollments", USER],
  enrollment: "get /guardian/enrollments/{id}",
  factors: "get /guardian/factors",
});

addMutations({
  renameAuthenticationMethod: ["patch /users/{id}/authentication-methods/{method_id}", USER],
  deleteAuthenticationMethod: ["delete /users/{id}/authentication-methods/{method_id}", USER],
  resetAuthenticationMethods: ["delete /users/{id}/authentication-methods", USER],
  createEnrollmentTicket: "post /guardian/enrollments/ticket",
  deleteEnrollment: "delete /guardian/enrollments/{id}",
  setFactor: "put /guardian/factors/{name}",
});
