/** Every table, for the client's types and for drizzle-kit. */

export {
  applicationDirectory,
  applicationSecrets,
  applications,
  artifacts,
  consents,
  signingKeys,
} from "./applications";
export { auditBlocks, auditChecks, auditEvents, auditFrontier } from "./audit";
export { bulkRows, bulkRuns } from "./bulk";
export { addresses, passkeyChallenges, passkeyDirectory, rateWindows, throttles } from "./directory";
export { credentials, factorFailures, flows, recoveryCodes } from "./factors";
export { policies } from "./policies";

export { keptResults } from "./programs";

export { installation, pushApprovals } from "./push";
export { messages, noticeRuns, sweeps } from "./record";

export { delayedResets, helpRequests } from "./recovery";
export { rings, rollouts } from "./rings";
export { browsers, sessions, tokens } from "./sessions";
export { exemptions, users } from "./users";
export { webhookDeliveries, webhooks } from "./webhooks";
export { workspaces } from "./workspaces";
