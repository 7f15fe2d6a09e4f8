import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isObjectType,
  isScalarType,
} from "graphql";
import { daysFromNow } from "../../identity/testing";
import type { Given, RingsBefore } from "../rest/testing-samples";

let numbered = 0;
const inDays = (days: number): string => daysFromNow(days).toISOString().slice(0, 10);

/** Arguments of one call that succeeds; `names`: it names something of the workspace's own. */
export type Sample = { args: string; names: boolean; rings?: RingsBefore };
const named = (args: string): Sample => ({ args: `(${args})`, names: true });
const plain = (args = ""): Sample => ({ args: args && `(${args})`, names: false });
const ringed = (rings: RingsBefore, args = ""): Sample => ({ ...plain(args), rings });

/** Every field of the roots, tried in its turn: one that is missing here fails the matrix. */
export const SAMPLES: Record<string, (given: Given) => Sample> = {
  user: ({ user }) => named(`id: "${user.id}"`),
  users: () => plain("first: 5, role: MEMBER"),
  usersByEmail: ({ user }) => plain(`email: "${user.email}"`),
  authenticationMethods: ({ user }) => named(`userId: "${user.id}"`),
  authenticationMethod: ({ user, methodId }) => named(`userId: "${user.id}", methodId: "${methodId}"`),
  enrollments: ({ user }) => named(`userId: "${user.id}"`),
  enrollment: ({ methodId }) => named(`id: "${methodId}"`),
  deleteEnrollment: ({ methodId }) => named(`id: "${methodId}"`),
  evidence: () => plain(`date: "${inDays(0)}"`),
  clients: () => plain(),
  client: ({ clientId }) => named(`id: "${clientId}"`),
  factors: () => plain(),
  userRequirement: ({ user }) => named(`userId: "${user.id}"`),
  workspaceRequirement: () => plain(),
  authenticationPolicies: () => plain(),
  authenticationPolicy: ({ policyId }) => named(`id: "${policyId}"`),
  mfaStatus: () => plain("first: 5, status: CHOSEN"),
  mfaStatusSummary: () => plain('search: "a"'),
  explain: ({ user }) => named(`userId: "${user.id}"`),
  helpRequests: () => plain(),
  logs: () => plain("first: 5"),
  log: ({ eventId }) => named(`id: "${eventId}"`),
  webhooks: () => plain(),
  webhook: ({ webhookId }) => named(`id: "${webhookId}"`),
  webhookDeliveries: ({ webhookId }) => named(`webhookId: "${webhookId}", state: DEAD`),
  availableJobs: () => plain(),
  job: () => plain('jobName: "clear-old-results"'),
  jobLogs: () => plain('jobName: "clear-old-deliveries", limit: 5, onlyFailures: true'),
  bulkRuns: () => plain(),
  bulkRun: ({ bulkRunId }) => named(`id: "${bulkRunId}"`),
  bulkRunResults: ({ bulkRunId }) => named(`id: "${bulkRunId}", state: REFUSED`),
  user2faStatus: ({ user }) => named(`username: "${user.email}"`),
  createUser: () =>
    plain(`input: { email: "made-${++numbered}@people.example", emailVerified: false, role: MEMBER }`),
  updateUser: ({ user }) => named(`id: "${user.id}", input: { appMetadata: { useMfa: true } }`),
  deleteUser: ({ other }) => named(`id: "${other.id}"`),
  forgetRememberedBrowsers: ({ user }) => named(`userId: "${user.id}"`),
  renameAuthenticationMethod: ({ user, methodId }) =>
    named(`userId: "${user.id}", methodId: "${methodId}", input: { name: "Work phone" }`),
  deleteAuthenticationMethod: ({ user, methodId }) => named(`userId: "${user.id}", methodId: "${methodId}"`),
  resetAuthenticationMethods: ({ user }) => named(`userId: "${user.id}", reason: "Lost the phone"`),
  createEnrollmentTicket: ({ other }) => named(`input: { userId: "${other.id}", factor: WEBAUTHN_PLATFORM }`),
  setFactor: () => plain("name: RECOVERY_CODE, input: { enabled: false }"),
  setUserRequirement: ({ user }) => named(`userId: "${user.id}", input: { required: true, graceDays: 3 }`),
  exemptUser: ({ user }) =>
    named(`userId: "${user.id}", input: { reason: "Key is on its way", endsOn: "${inDays(9)}" }`),
  endExemption: ({ other }) => named(`userId: "${other.id}"`),
  setWorkspaceRequirement: () => plain("dryRun: true, input: { required: true, effect: RIGHT_AWAY }"),
  rings: () => ringed("planned"),
  planRings: () =>
    plain(`dryRun: true, input: { rings: [{ percent: 10 }, { percent: 100, startsOn: "${inDays(9)}" }] }`),
  changeRings: () =>
    ringed("planned", `input: { started: 0, rings: [{ percent: 100, startsOn: "${inDays(20)}" }] }`),
  pauseRings: () => ringed("planned"),
  resumeRings: () => ringed("paused"),
  createAuthenticationPolicy: () =>
    plain(`input: { name: "Policy ${++numbered}", mode: REQUIRED, methods: [PASSKEY], graceDays: 7 }`),
  updateAuthenticationPolicy: ({ policyId }) => named(`id: "${policyId}", input: { mode: REQUIRED }`),
  deleteAuthenticationPolicy: ({ policyId }) => named(`id: "${policyId}"`),
  moveUsersToPolicy: ({ policyId, user }) =>
    named(`policyId: "${policyId}", input: { userIds: ["${user.id}"] }`),
  issueAccessPass: ({ user }) => named(`input: { userId: "${user.id}", reason: "Lost the phone" }`),
  answerHelpRequest: ({ requestId }) =>
    named(`id: "${requestId}", input: { answer: DECLINED, reason: "Not known" }`),
  createWebhook: () => plain('input: { url: "https://hooks.acme.example/in", actions: [USER_JOINED] }'),
  updateWebhook: ({ webhookId }) =>
    named(`id: "${webhookId}", input: { description: "Collector", enabled: false }`),
  deleteWebhook: ({ webhookId }) => named(`id: "${webhookId}"`),
  replaceWebhookSecret: ({ webhookId }) => named(`id: "${webhookId}", input: { old: LATER }`),
  testWebhook: ({ webhookId }) => named(`id: "${webhookId}"`),
  replayWebhookDeliveries: ({ webhookId }) => named(`webhookId: "${webhookId}"`),
  replayWebhookDelivery: ({ webhookId, deliveryId }) =>
    named(`webhookId: "${webhookId}", deliveryId: "${deliveryId}"`),
  triggerJob: () => plain('jobName: "clear-old-results"'),
  retryJob: ({ failedRunId }) => plain(`jobName: "clear-old-deliveries", runId: "${failedRunId}"`),
  cancelJob: ({ waitingRunId }) => named(`jobName: "clear-old-bulk-runs", runId: "${waitingRunId}"`),
  cancelBulkRun: ({ bulkRunId }) => named(`id: "${bulkRunId}"`),
  setUser2faRequired: ({ user }) => plain(`username: "${user.email}", required: true`),
};

/** What guards a field, as the schema says. */
export type Guarded = { scopes: string[]; isForAll: boolean };
export const guardOf = (field: GraphQLField<unknown, unknown>): Guarded | undefined =>
  field.extensions.guard as Guarded | undefined;

/** Everything that an answer of this type holds, one step deep, without what has a guard of its own. */
export function selectionOf(type: GraphQLOutputType, depth = 3): string {
  const bare = getNamedType(type);
  if (isScalarType(bare) || isEnumType(bare) || !isObjectType(bare)) return "";
  const parts = Object.values(bare.getFields()).flatMap((field) => {
    if (guardOf(field)) return [];
    const isLeaf = !isObjectType(getNamedType(field.type));
    if (!isLeaf && depth === 0) return [];
    return [`${field.name} ${selectionOf(field.type, depth - 1)}`];
  });
  return `{ ${parts.join(" ")} }`;
}
