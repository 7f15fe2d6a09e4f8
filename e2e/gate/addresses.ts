import { takeFigures } from "../../lib/admin/evidence/evidence";
import { database } from "../../lib/db/client";
import { issueToken, type LinkKind } from "../../lib/identity/tokens/service";
import { waitingSignIn } from "../oidc/waiting";
import { makeWorkspace, type Person } from "../people";
import { makeWebhook } from "./probes/webhooks";
import { makeRun } from "./runs";

/** A change to look at before it is made, as it stands in an address. */
const ENFORCING = encodeURIComponent('{"change":"enforce","effect":"next_sign_in","graceDays":null}');

/** The suite runs twice: on the build as it is, and on one with its middleware taken out. */
export const hasMiddleware = process.env.WITHOUT_MIDDLEWARE !== "1";

/** What a route needs to be tried: `public` answers anybody, the others whoever has got that far. */
export type RouteProbe = {
  access: "public" | "half" | "setup" | "full";
  /** A real address, with ids and links that exist. */
  address: string;
  /** What a permitted visitor gets. */
  status: number;
  /** Answers data, not a page: refused with 401 or 403 and a code. */
  isApi?: boolean;
};

export type Visited = { admin: Person; half: Person; pending: Person; other: Person };

/** Every route of the build, by its entry in the manifest. One that is missing here fails the gate. */
export async function routeProbes(): Promise<{ people: Visited; probes: Record<string, RouteProbe> }> {
  const made = await makeWorkspace({
    admin: { role: "administrator", canManage: true, canAudit: true, totp: true },
    half: { totp: true },
    pending: { isRequired: true },
    other: {},
    invited: { isInvited: true },
  });
  const link = (userId: string, kind: LinkKind) =>
    issueToken(database(), { workspaceId: made.id, userId, kind, createdBy: null });
  const { people } = made;
  const runId = await makeRun(made.id, people.other.id, { isFinished: true });
  const [invitation, reset, verification, recovery, cancel, setup, notMe] = await Promise.all([
    link(people.invited.id, "invitation"),
    link(people.other.id, "password_reset"),
    link(people.other.id, "email_verification"),
    link(people.admin.id, "owner_recovery"),
    link(people.admin.id, "reset_cancel"),
    link(people.other.id, "setup_link"),
    link(people.other.id, "not_me"),
  ]);
  const webhookId = await makeWebhook(made.id);
  const interaction = await waitingSignIn(made.id);
  await takeFigures(database(), made.id);
  const today = new Date().toISOString().slice(0, 10);
  const full = (address: string): RouteProbe => ({ access: "full", address, status: 200 });
  const open = (address: string, status = 200): RouteProbe => ({ access: "public", address, status });
  return {
    people,
    probes: {
      "/page": open("/", 307),
      "/_not-found/page": open("/nowhere", hasMiddleware ? 307 : 404),
      "/_global-error/page": open("/_global-error", hasMiddleware ? 307 : 500),
      "/500": open("/500", hasMiddleware ? 307 : 404),
      "/(auth)/sign-in/page": open("/sign-in"),
      "/(auth)/sign-up/page": open("/sign-up"),
      "/(auth)/forgot-password/page": open("/forgot-password"),
      "/(auth)/reset-password/[token]/page": open(`/reset-password/${reset}`),
      "/(auth)/verify-email/[token]/page": open(`/verify-email/${verification}`),
      "/(auth)/confirm-address/[token]/page": open("/confirm-address/unknown"),
      "/(auth)/invite/[token]/page": open(`/invite/${invitation}`),
      "/(auth)/recovery/[token]/page": open(`/recovery/${recovery}`),
      "/(auth)/cancel-reset/[token]/page": open(`/cancel-reset/${cancel}`),
      "/(auth)/not-me/[token]/page": open(`/not-me/${notMe}`),
      "/(auth)/enroll/[ticket]/page": open(`/enroll/${setup}`),
      "/(auth)/approve/page": open("/approve"),
      "/(auth)/pair/[link]/page": open("/pair/nobodys"),
      "/manifest.webmanifest/route": open("/manifest.webmanifest"),
      "/apple-icon.png/route": open("/apple-icon.png"),
      "/api/push/questions/route": { ...open("/api/push/questions"), isApi: true },
      "/api/push/answer/route": {
        access: "half",
        address: "/api/push/answer?flow=none",
        status: 410,
        isApi: true,
      },
      "/(auth)/recovery/page": { access: "half", address: "/recovery", status: 307 },
      "/(auth)/access-pass/page": { access: "half", address: "/access-pass", status: 307 },
      "/help/two-factor/page": open("/help/two-factor"),
      "/docs/api/page": open("/docs/api"),
      "/docs/page": open("/docs"),
      "/docs/webhooks.schema.json/route": open("/docs/webhooks.schema.json"),
      "/docs/[...path]/page": open("/docs/clients/express"),
      // Its document is open; e2e/api tries every operation behind it
      "/api/v2/[...path]/route": open("/api/v2/openapi.json"),
      "/api/graphql/route": { ...full("/api/graphql"), isApi: true },
      "/dev/inbox/page": open("/dev/inbox"),
      "/dev/inbox.json/route": open("/dev/inbox.json"),
      "/icon.svg/route": open("/icon.svg"),
      "/healthz/route": open("/healthz"),
      "/readyz/route": open("/readyz"),
      "/api/auth/[...nextauth]/route": open("/api/auth/session"),
      "/api/session/refresh/route": open("/api/session/refresh", 307),
      "/api/oidc/[...path]/route": open("/.well-known/openid-configuration"),
      "/(auth)/sign-in/verify/page": { access: "half", address: "/sign-in/verify", status: 307 },
      "/(auth)/authorization-error/page": open("/authorization-error"),
      "/(auth)/interaction/[uid]/page": full(`/interaction/${interaction.id}`),
      "/(auth)/consent/page": full(`/consent?interaction=${interaction.id}`),
      "/(auth)/device/page": full("/device"),
      "/(auth)/sign-out/page": { ...full("/sign-out"), status: 307 },
      "/(app)/settings/applications-connected/page": full("/settings/applications-connected"),
      "/(auth)/setup-mfa/page": { access: "setup", address: "/setup-mfa", status: 307 },
      "/(app)/dashboard/page": full("/dashboard"),
      "/(app)/settings/page": { ...full("/settings"), status: 307 },
      "/(app)/settings/two-factor/page": full("/settings/two-factor"),
      "/(app)/settings/sessions/page": full("/settings/sessions"),
      "/(app)/settings/requests/page": full("/settings/requests"),
      "/(app)/settings/security/page": full("/settings/security"),
      "/(app)/settings/policies/page": full("/settings/policies"),
      "/(app)/settings/profile/page": full("/settings/profile"),
      "/(app)/settings/jobs/page": full("/settings/jobs"),
      "/(app)/settings/invitations/page": full("/settings/invitations"),
      "/(app)/settings/users/page": full("/settings/users"),
      "/(app)/settings/users/[id]/page": full(`/settings/users/${people.other.id}`),
      "/api/ui/users/route": { ...full("/api/ui/users"), isApi: true },
      "/api/ui/invitations/route": { ...full("/api/ui/invitations"), isApi: true },
      "/api/ui/jobs/route": { ...full("/api/ui/jobs"), isApi: true },
      "/api/ui/jobs/[id]/route": { ...full(`/api/ui/jobs/${runId}`), isApi: true },
      "/api/ui/jobs/background/route": { ...full("/api/ui/jobs/background"), isApi: true },
      "/api/ui/jobs/background/[name]/route": { ...full("/api/ui/jobs/background/reminders"), isApi: true },
      "/api/ui/users/export/route": { ...full("/api/ui/users/export"), status: 405, isApi: true },
      "/(app)/settings/applications/page": full("/settings/applications"),
      "/(app)/settings/applications/[id]/page": full(`/settings/applications/${interaction.clientId}`),
      "/(app)/settings/api/page": full("/settings/api"),
      "/(app)/settings/webhooks/page": full("/settings/webhooks"),
      "/api/ui/webhooks/[id]/deliveries/route": {
        ...full(`/api/ui/webhooks/${webhookId}/deliveries`),
        isApi: true,
      },
      "/(app)/settings/audit-log/page": full("/settings/audit-log"),
      "/api/ui/audit-log/route": { ...full("/api/ui/audit-log"), isApi: true },
      "/api/ui/audit-log/check/route": { ...full("/api/ui/audit-log/check"), isApi: true },
      "/api/ui/audit-log/export/route": {
        ...full("/api/ui/audit-log/export?format=csv"),
        status: 405,
        isApi: true,
      },
      "/(app)/settings/evidence/page": full("/settings/evidence"),
      "/api/ui/evidence/route": { ...full(`/api/ui/evidence?date=${today}`), status: 405, isApi: true },
      "/api/ui/preview/route": { ...full(`/api/ui/preview?change=${ENFORCING}`), isApi: true },
      "/api/ui/preview/csv/route": {
        ...full(`/api/ui/preview/csv?change=${ENFORCING}`),
        status: 405,
        isApi: true,
      },
      "/api/ui/users/count/route": { ...full("/api/ui/users/count"), isApi: true },
      "/api/ui/users/facets/route": { ...full("/api/ui/users/facets"), isApi: true },
      "/api/ui/users/[id]/route": { ...full(`/api/ui/users/${people.other.id}`), isApi: true },
    },
  };
}
