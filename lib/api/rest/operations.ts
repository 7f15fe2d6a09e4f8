import "server-only";
import { enrollmentOperations } from "./guardian/enrollments";
import { factorOperations } from "./guardian/factors";
import { methodOperations } from "./methods/operations";
import type { Operation } from "./operation";
import { recoveryOperations } from "./recovery/operations";
import { userRequirementOperations } from "./requirements/users";
import { userOperations } from "./users/operations";

/** Everything the REST API does, in the order of its reference. */
export const OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...methodOperations,
  ...enrollmentOperations,
  ...factorOperations,
  ...userRequirementOperations,
  ...recoveryOperations,
];
