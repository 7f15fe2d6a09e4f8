import type { WebhookEvent } from "./event";

/** The version of the Open Cybersecurity Schema Framework that events are mapped to. */
export const OCSF_VERSION = "1.3.0";

const CATEGORY_IAM = 3;
const OTHER = 99;

export const OCSF_CLASSES = {
  3001: "Account Change",
  3002: "Authentication",
  3004: "Entity Management",
  3005: "User Access Management",
} as const;

type ClassUid = keyof typeof OCSF_CLASSES;
type Row = readonly [start: string, classUid: ClassUid, activityId: number, activity: string];

/** What an action is there, by how its name begins: the first row that fits. */
export const OCSF_ROWS: readonly Row[] = [
  ["session.ended", 3002, 2, "Logoff"],
  ["session.reported", 3002, OTHER, "Other"],
  ["session.", 3002, 1, "Logon"],
  ["proof.", 3002, OTHER, "Other"],
  ["authorization.", 3002, 1, "Logon"],
  ["token.", 3002, OTHER, "Other"],
  ["credential.added", 3001, 10, "MFA Factor Enable"],
  ["credential.removed", 3001, 11, "MFA Factor Disable"],
  ["two_factor.enabled", 3001, 10, "MFA Factor Enable"],
  ["two_factor.", 3001, 11, "MFA Factor Disable"],
  ["mfa.self_removed", 3001, 11, "MFA Factor Disable"],
  ["password.changed", 3001, 3, "Password Change"],
  ["password.", 3001, 4, "Password Reset"],
  ["user.invited", 3001, 1, "Create"],
  ["user.joined", 3001, 1, "Create"],
  ["user.blocked", 3001, 5, "Disable"],
  ["user.unblocked", 3001, 2, "Enable"],
  ["user.deleted", 3001, 6, "Delete"],
  ["user.lapsed", 3001, 6, "Delete"],
  ["requirement.set", 3001, 7, "Attach Policy"],
  ["requirement.lifted", 3001, 8, "Detach Policy"],
  ["exemption.set", 3001, 8, "Detach Policy"],
  ["exemption.revoked", 3001, 7, "Attach Policy"],
  ["policy.moved", 3001, 7, "Attach Policy"],
  ["rights.changed", 3005, OTHER, "Other"],
  ["role.changed", 3005, OTHER, "Other"],
  ["workspace.created", 3004, 1, "Create"],
  ["policy.created", 3004, 1, "Create"],
  ["policy.changed", 3004, 3, "Update"],
  ["policy.removed", 3004, 4, "Delete"],
  ["application.created", 3004, 1, "Create"],
  ["application.revoked", 3004, 4, "Delete"],
  ["application.deleted", 3004, 4, "Delete"],
  ["application.", 3004, 3, "Update"],
  ["webhook.created", 3004, 1, "Create"],
  ["webhook.removed", 3004, 4, "Delete"],
  ["webhook.tested", 3004, OTHER, "Other"],
  ["webhook.replayed", 3004, OTHER, "Other"],
  ["webhook.", 3004, 3, "Update"],
  ["security.changed", 3004, 3, "Update"],
  ["audit.exported", 3004, 2, "Read"],
  ["users.exported", 3004, 2, "Read"],
  ["preview.shown", 3004, 2, "Read"],
  ...[
    "access_pass.",
    "address.",
    "browser.",
    "consent.",
    "credential.",
    "deadline.",
    "email.",
    "factor.",
    "help.",
    "invitation.",
    "name.",
    "push.",
    "recovery_code.",
    "recovery_codes.",
    "reset.",
    "setup.",
    "setup_link.",
    "sms.",
    "user.",
  ].map((start): Row => [start, 3001, OTHER, "Other"]),
  ["", 3004, OTHER, "Other"],
];

/** A sign that somebody else may be at work: the rest informs. */
const ALARMING = new Set(["credential.suspect", "session.reported"]);
const SEVERITY = { informational: 1, low: 2, high: 4 } as const;

export function ocsfRowOf(action: string): Row {
  const row = OCSF_ROWS.find(([start]) => action.startsWith(start));
  return row ?? ["", 3004, OTHER, "Other"];
}

function severityOf({ action, result }: WebhookEvent): number {
  if (ALARMING.has(action)) return SEVERITY.high;
  return result === "refused" ? SEVERITY.low : SEVERITY.informational;
}

const actorOf = ({ actor: { kind, id } }: WebhookEvent) => {
  if (id === null) return { app_name: kind === "system" ? "Sallyport" : kind };
  return kind === "client" ? { app_uid: id } : { user: { uid: id } };
};

/** Classes about a user name the one it was done to, or who did it themselves; the others name a thing by its kind. */
function subjectOf(event: WebhookEvent, classUid: ClassUid) {
  const uid = event.target_id ?? event.actor.id ?? "unknown";
  if (classUid === 3004) return { entity: { uid, type: event.action.split(".")[0] ?? "" } };
  return { user: { uid } };
}

/** An event in the words of OCSF 1.3 (category Identity & Access Management). What has no place there stands under `unmapped`. */
export function toOcsf(event: WebhookEvent) {
  const [, classUid, activityId, activity] = ocsfRowOf(event.action);
  const { ip, user_agent: userAgent, request_id: requestId } = event;
  return {
    category_uid: CATEGORY_IAM,
    class_uid: classUid,
    class_name: OCSF_CLASSES[classUid],
    activity_id: activityId,
    activity_name: activity,
    type_uid: classUid * 100 + activityId,
    severity_id: severityOf(event),
    status_id: event.result === "ok" ? 1 : 2,
    time: Date.parse(event.at),
    metadata: {
      uid: event.id,
      version: OCSF_VERSION,
      event_code: event.action,
      product: { name: "Sallyport", vendor_name: "Sallyport" },
    },
    actor: actorOf(event),
    ...subjectOf(event, classUid),
    ...(classUid === 3002 ? { service: { name: "Sallyport" } } : {}),
    ...(ip ? { src_endpoint: { ip } } : {}),
    ...(userAgent || requestId
      ? {
          http_request: {
            ...(userAgent ? { user_agent: userAgent } : {}),
            ...(requestId ? { uid: requestId } : {}),
          },
        }
      : {}),
    unmapped: {
      cursor: event.cursor,
      actor_kind: event.actor.kind,
      target_id: event.target_id,
      details: event.details,
    },
  };
}
