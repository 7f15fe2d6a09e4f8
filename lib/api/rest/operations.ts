import "server-only";
import { clientOperations } from "./clients/operations";
import { evidenceOperations } from "./evidence/operations";
import { enrollmentOperations } from "./guardian/enrollments";
import { factorOperations } from "./guardian/factors";
import { guardianPolicyOperations } from "./guardian/policies";
import { bulkRunOperations } from "./jobs/bulk-runs";
import { jobOperations } from "./jobs/operations";
import { logOperations } from "./logs/operations";
import { methodOperations } from "./methods/operations";
import type { Operation } from "./operation";
import { policyOperations } from "./policies/operations";
import { recoveryOperations } from "./recovery/operations";
import { exemptionOperations } from "./requirements/exemptions";
import { ringOperations } from "./requirements/rings";
import { userRequirementOperations } from "./requirements/users";
import { workspaceRequirementOperations } from "./requirements/workspace";
import { statusOperations } from "./status/operations";
import { userOperations } from "./users/operations";
import { webhookOperations } from "./webhooks/operations";
import { streamOperations } from "./webhooks/stream";

/** Everything the REST API does, in the order of its reference. */
export const OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...methodOperations,
  ...enrollmentOperations,
  ...factorOperations,
  ...guardianPolicyOperations,
  ...userRequirementOperations,
  ...exemptionOperations,
  ...workspaceRequirementOperations,
  ...ringOperations,
  ...policyOperations,
  ...statusOperations,
  ...recoveryOperations,
  // Before the log's own, whose `/logs/{id}` would take its address
  ...streamOperations,
  ...logOperations,
  ...evidenceOperations,
  ...clientOperations,
  ...webhookOperations,
  ...jobOperations,
  ...bulkRunOperations,
];
