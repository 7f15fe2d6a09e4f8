import { eq } from "drizzle-orm";
import { takeFigures } from "../../admin/evidence/evidence";
import { recordEvent } from "../../audit/service";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { auditEvents } from "../../db/schema/audit";
import { bulkRows, bulkRuns } from "../../db/schema/bulk";
import { policies } from "../../db/schema/policies";
import { helpRequests } from "../../db/schema/recovery";
import { rings as ringRows, rollouts } from "../../db/schema/rings";
import { webhookDeliveries, webhooks } from "../../db/schema/webhooks";
import { addApp } from "../../factors/testing";
import { CLIENT, daysFromNow, exempt, makeUser, makeWorkspace, type Place } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { layRun } from "../../jobs/queue/testing";
import { createApplication } from "../../oidc/applications/service";
import { newSecret, sealSecret } from "../../webhooks/secrets";

/** What the calls of one workspace name. */
export type Given = {
  place: Place;
  user: UserRow;
  other: UserRow;
  methodId: string;
  requestId: string;
  policyId: string;
  eventId: string;
  clientId: string;
  webhookId: string;
  deliveryId: string;
  /** Of the background jobs: one that this workspace started and that waits, and one that failed. */
  waitingRunId: string;
  failedRunId: string;
  bulkRunId: string;
};

let numbered = 0;

export async function give(db: Db): Promise<Given> {
  const place = await makeWorkspace(db);
  const email = () => ({ email: `sample-${++numbered}@people.example` });
  const user = await makeUser(db, place, email());
  const other = await makeUser(db, place, email());
  const method = await addApp(db, user);
  const requestId = newId("helpRequest");
  const { workspaceId } = place;
  const { ip, userAgent } = CLIENT;
  const words = "I lost my phone";
  await db.insert(helpRequests).values({ workspaceId, id: requestId, userId: user.id, words, ip, userAgent });
  await exempt(db, other, daysFromNow(9));
  const policyId = newId("policy");
  await db.insert(policies).values({ workspaceId, id: policyId, name: "Finance" });
  await recordEvent(db, { workspaceId, action: "workspace.created", actorId: null, client: CLIENT });
  const [event] = await db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.workspaceId, workspaceId))
    .limit(1);
  const { clientId } = await createApplication(
    db,
    { workspaceId, name: "Shop", kind: "web", grantTypes: ["authorization_code"] },
    { actorId: null, client: CLIENT },
  );
  await takeFigures(db, workspaceId);
  const eventId = event?.id ?? "";
  const webhookId = newId("webhook");
  const deliveryId = newId("delivery");
  const hook = { workspaceId, id: webhookId };
  await db.insert(webhooks).values({
    ...hook,
    url: "https://hooks.acme.example/in",
    secret: sealSecret(newSecret(), hook),
    cursorPosition: 0,
  });
  const [eventAt, deadAt, action] = [new Date(), new Date(), "workspace.created"];
  await db
    .insert(webhookDeliveries)
    .values({ workspaceId, id: deliveryId, webhookId, eventId, eventAt, action, deadAt });
  const by = { workspaceId, actorId: user.id };
  const waitingRunId = await layRun(db, "clear-old-bulk-runs", "created", by);
  const failedRunId = await layRun(db, "clear-old-deliveries", "failed", null);
  const bulkRunId = newId("bulkRun");
  const ordered = { orderedBy: user.id, sessionId: "ses_x", proofs: [], ip, userAgent, requestId };
  await db.insert(bulkRuns).values({ workspaceId, id: bulkRunId, kind: "remind", input: {}, ...ordered });
  const row = { workspaceId, runId: bulkRunId, position: 0, userId: user.id };
  await db.insert(bulkRows).values({ ...row, state: "refused", code: "missing_right" });
  const made = { methodId: method.id, requestId, policyId, eventId, clientId, webhookId, deliveryId };
  return { place, user, other, ...made, waitingRunId, failedRunId, bulkRunId };
}

/** How enforcing in rings stands before a call that succeeds. */
export type RingsBefore = "planned" | "paused";

/** One call that succeeds; `names`: it names something of the workspace's own. */
export type Sample = { path: string; body?: unknown; names: boolean; rings?: RingsBefore };

const named = (path: string, body?: unknown): Sample => ({ path, body, names: true });
const plain = (path: string, body?: unknown): Sample => ({ path, body, names: false });

const ringed = (rings: RingsBefore, path: string, body?: unknown): Sample => ({
  ...plain(path, body),
  rings,
});

/** Plans rings, and pauses them, where a sample needs that. */
export async function planBefore(db: Db, { place }: Given, rings: RingsBefore | undefined): Promise<void> {
  if (!rings) return;
  const { workspaceId } = place;
  const [plannedAt, pausedAt] = [daysFromNow(9), rings === "paused" ? new Date() : null];
  await db.insert(rollouts).values({ workspaceId, effect: "next_sign_in", pausedAt });
  await db.insert(ringRows).values({ workspaceId, number: 1, percent: 100, plannedAt });
}

const inDays = (days: number): string => daysFromNow(days).toISOString().slice(0, 10);

/** Every operation of the document, tried in its turn: one that is missing here fails the matrix. */
export const SAMPLES: Record<string, (given: Given) => Sample> = {
  "get /users": () => plain("/users?per_page=5&include_totals=true&sort=created_at:-1"),
  "get /users/{id}": ({ user }) => named(`/users/${user.id}`),
  "get /users-by-email": ({ user }) => plain(`/users-by-email?email=${user.email}`),
  "post /users": () => plain("/users", { email: `new-${++numbered}@people.example`, email_verified: false }),
  "patch /users/{id}": ({ user }) => named(`/users/${user.id}`, { app_metadata: { useMfa: true } }),
  "delete /users/{id}": ({ other }) => named(`/users/${other.id}`),
  "post /users/{id}/multifactor/actions/invalidate-remember-browser": ({ user }) =>
    named(`/users/${user.id}/multifactor/actions/invalidate-remember-browser`),
  "get /users/{id}/authentication-methods": ({ user }) => named(`/users/${user.id}/authentication-methods`),
  "get /users/{id}/authentication-methods/{method_id}": ({ user, methodId }) =>
    named(`/users/${user.id}/authentication-methods/${methodId}`),
  "patch /users/{id}/authentication-methods/{method_id}": ({ user, methodId }) =>
    named(`/users/${user.id}/authentication-methods/${methodId}`, { name: "Work phone" }),
  "delete /users/{id}/authentication-methods/{method_id}": ({ user, methodId }) =>
    named(`/users/${user.id}/authentication-methods/${methodId}`),
  "delete /users/{id}/authentication-methods": ({ user }) =>
    named(`/users/${user.id}/authentication-methods`),
  "post /guardian/enrollments/ticket": ({ other }) =>
    named("/guardian/enrollments/ticket", { user_id: other.id }),
  "get /users/{id}/enrollments": ({ user }) => named(`/users/${user.id}/enrollments`),
  "get /guardian/enrollments/{id}": ({ methodId }) => named(`/guardian/enrollments/${methodId}`),
  "delete /guardian/enrollments/{id}": ({ methodId }) => named(`/guardian/enrollments/${methodId}`),
  "get /guardian/policies": () => plain("/guardian/policies"),
  "put /guardian/policies": () => plain("/guardian/policies", ["all-applications"]),
  "get /guardian/factors": () => plain("/guardian/factors"),
  "put /guardian/factors/{name}": () => plain("/guardian/factors/recovery-code", { enabled: false }),
  "get /mfa-requirements/users/{id}": ({ user }) => named(`/mfa-requirements/users/${user.id}`),
  "put /mfa-requirements/users/{id}": ({ user }) =>
    named(`/mfa-requirements/users/${user.id}`, { required: true }),
  "get /authentication-policies": () => plain("/authentication-policies"),
  "get /authentication-policies/{id}": ({ policyId }) => named(`/authentication-policies/${policyId}`),
  "post /authentication-policies": () =>
    plain("/authentication-policies", { name: `Policy ${++numbered}`, mode: "required", grace_days: 7 }),
  "patch /authentication-policies/{id}": ({ policyId }) =>
    named(`/authentication-policies/${policyId}`, { mode: "required" }),
  "delete /authentication-policies/{id}": ({ policyId }) => named(`/authentication-policies/${policyId}`),
  "post /authentication-policies/{id}/users": ({ policyId, user }) =>
    named(`/authentication-policies/${policyId}/users`, { user_ids: [user.id] }),
  "get /mfa-status": () => plain("/mfa-status?status=chosen&take=5"),
  "get /mfa-status/summary": () => plain("/mfa-status/summary"),
  "get /mfa-status/csv": () => plain("/mfa-status/csv?status=chosen"),
  "get /explain": ({ user }) => named(`/explain?user_id=${user.id}`),
  "put /mfa-requirements/users/{id}/exemption": ({ user }) =>
    named(`/mfa-requirements/users/${user.id}/exemption`, {
      reason: "Key is on its way",
      ends_on: inDays(9),
    }),
  "delete /mfa-requirements/users/{id}/exemption": ({ other }) =>
    named(`/mfa-requirements/users/${other.id}/exemption`),
  "get /mfa-requirements/workspace": () => plain("/mfa-requirements/workspace"),
  "put /mfa-requirements/workspace": () => plain("/mfa-requirements/workspace", { required: true }),
  "get /mfa-requirements/workspace/rings": () => ringed("planned", "/mfa-requirements/workspace/rings"),
  "put /mfa-requirements/workspace/rings": () =>
    plain("/mfa-requirements/workspace/rings?dry_run=true", {
      rings: [{ percent: 10 }, { percent: 100, starts_on: inDays(9) }],
    }),
  "patch /mfa-requirements/workspace/rings": () =>
    ringed("planned", "/mfa-requirements/workspace/rings", {
      started: 0,
      rings: [{ percent: 100, starts_on: inDays(20) }],
    }),
  "post /mfa-requirements/workspace/rings/pause": () =>
    ringed("planned", "/mfa-requirements/workspace/rings/pause"),
  "post /mfa-requirements/workspace/rings/resume": () =>
    ringed("paused", "/mfa-requirements/workspace/rings/resume"),
  "get /logs": () => plain("/logs?take=5"),
  "get /evidence": () => plain(`/evidence?date=${inDays(0)}`),
  "get /clients": () => plain("/clients?include_totals=true"),
  "get /clients/{id}": ({ clientId }) => named(`/clients/${clientId}`),
  "get /logs/{id}": ({ eventId }) => named(`/logs/${eventId}`),
  "get /logs/stream": () => plain("/logs/stream?take=5&format=ocsf"),
  "get /webhooks": () => plain("/webhooks"),
  "post /webhooks": () =>
    plain("/webhooks", { url: "https://hooks.acme.example/in", actions: ["user.joined"] }),
  "get /webhooks/{id}": ({ webhookId }) => named(`/webhooks/${webhookId}`),
  "patch /webhooks/{id}": ({ webhookId }) =>
    named(`/webhooks/${webhookId}`, { description: "Collector", enabled: false }),
  "delete /webhooks/{id}": ({ webhookId }) => named(`/webhooks/${webhookId}`),
  "post /webhooks/{id}/secret": ({ webhookId }) => named(`/webhooks/${webhookId}/secret`, { old: "later" }),
  "post /webhooks/{id}/test": ({ webhookId }) => named(`/webhooks/${webhookId}/test`),
  "get /webhooks/{id}/deliveries": ({ webhookId }) => named(`/webhooks/${webhookId}/deliveries?state=dead`),
  "post /webhooks/{id}/deliveries/replay": ({ webhookId }) =>
    named(`/webhooks/${webhookId}/deliveries/replay`),
  "post /webhooks/{id}/deliveries/{delivery_id}/replay": ({ webhookId, deliveryId }) =>
    named(`/webhooks/${webhookId}/deliveries/${deliveryId}/replay`),
  "get /jobs": () => plain("/jobs"),
  "get /jobs/{name}": () => plain("/jobs/clear-old-results"),
  "get /jobs/{name}/logs": () => plain("/jobs/clear-old-deliveries/logs?limit=5&only_failures=true"),
  "post /jobs/{name}/run": () => plain("/jobs/clear-old-results/run"),
  "post /jobs/{name}/runs/{run_id}/retry": ({ failedRunId }) =>
    plain(`/jobs/clear-old-deliveries/runs/${failedRunId}/retry`),
  "post /jobs/{name}/runs/{run_id}/cancel": ({ waitingRunId }) =>
    named(`/jobs/clear-old-bulk-runs/runs/${waitingRunId}/cancel`),
  "get /bulk-runs": () => plain("/bulk-runs"),
  "get /bulk-runs/{id}": ({ bulkRunId }) => named(`/bulk-runs/${bulkRunId}`),
  "get /bulk-runs/{id}/results": ({ bulkRunId }) => named(`/bulk-runs/${bulkRunId}/results?state=refused`),
  "post /bulk-runs/{id}/cancel": ({ bulkRunId }) => named(`/bulk-runs/${bulkRunId}/cancel`),
  "post /access-passes": ({ user }) =>
    named("/access-passes", { user_id: user.id, reason: "Lost the phone" }),
  "get /help-requests": () => plain("/help-requests"),
  "post /help-requests/{id}/answer": ({ requestId }) =>
    named(`/help-requests/${requestId}/answer`, { answer: "declined", reason: "Not known" }),
};

/** What is refused to everybody, by design. */
export const REFUSED: Record<string, (given: Given) => Sample> = {
  "post /users/{id}/authentication-methods": ({ user }) => named(`/users/${user.id}/authentication-methods`),
  "put /users/{id}/authentication-methods": ({ user }) => named(`/users/${user.id}/authentication-methods`),
  "post /users/{id}/recovery-code-regeneration": ({ user }) =>
    named(`/users/${user.id}/recovery-code-regeneration`),
};
