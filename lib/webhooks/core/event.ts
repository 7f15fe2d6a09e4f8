import { z } from "zod";
import { DETAILS } from "../../audit/core/details/table";
import { ACTOR_KINDS, AUDIT_ACTIONS, type AuditAction } from "../../audit/core/events";
import { RESULTS } from "../../audit/core/log-query";

/** An event of the audit log as programs get it: the `data` of a webhook's message and a line of the stream. */
export const eventSchema = z.object({
  id: z.string().describe("Names the event for ever; the same wherever and however often it is delivered"),
  cursor: z.string().describe("Its place in the order of the log: the stream goes on after it"),
  action: z.enum(AUDIT_ACTIONS).describe("Subject and deed"),
  result: z.enum(RESULTS),
  at: z.iso.datetime().describe("When it happened, UTC, to the microsecond"),
  actor: z
    .object({ kind: z.enum(ACTOR_KINDS), id: z.string().nullable() })
    .describe(
      "Who did it: a user, the operator, a program (client), somebody not signed in, or a job (system)",
    ),
  target_id: z.string().nullable().describe("On whom or what it was done"),
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).describe("What belongs to this action alone; never a secret"),
});

export type WebhookEvent = z.output<typeof eventSchema>;

/** What is posted to a webhook (Standard Webhooks: `type`, `timestamp`, `data`). */
export const messageSchema = z.object({
  type: eventSchema.shape.action,
  timestamp: eventSchema.shape.at,
  data: eventSchema,
});

/** An event's columns, as the log hands them out: `at` in microseconds since 1970, `data` as JSON text. */
export type LoggedEvent = {
  id: string;
  at: string;
  position: number;
  action: string;
  result: string;
  actorKind: string;
  actorId: string | null;
  targetId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  data: string;
};

/** Microseconds since 1970 as an ISO moment with all six digits. */
function momentOf(micros: string): string {
  const millis = new Date(Math.floor(Number(micros) / 1_000)).toISOString();
  return `${millis.slice(0, -1)}${micros.slice(-3).padStart(3, "0")}Z`;
}

/** The one shape an event leaves in. */
export const toEvent = (row: LoggedEvent): WebhookEvent => ({
  id: row.id,
  cursor: writeCursor(row),
  action: row.action as WebhookEvent["action"],
  result: row.result as WebhookEvent["result"],
  at: momentOf(row.at),
  actor: { kind: row.actorKind as WebhookEvent["actor"]["kind"], id: row.actorId },
  target_id: row.targetId,
  ip: row.ip,
  user_agent: row.userAgent,
  request_id: row.requestId,
  details: JSON.parse(row.data) as Record<string, unknown>,
});

export type Place = { position: number; id: string };

export const writeCursor = ({ position, id }: Place): string => `${position}.${id}`;

/** Null for what is no cursor of the stream. */
export function readCursor(text: string): Place | null {
  const found = text.match(/^(\d{1,15})\.([\w-]{1,64})$/);
  return found ? { position: Number(found[1]), id: found[2] as string } : null;
}

const toJsonSchema = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

const objectOf = (properties: Record<string, object>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

const messageOf = (action: AuditAction) =>
  objectOf({
    type: { const: action },
    data: objectOf({ action: { const: action }, details: { $ref: `#/$defs/${action}` } }),
  });

/** What `docs/webhooks.schema.json` publishes (JSON Schema 2020-12): the message, and for each type what its details hold. */
export const publishedSchema = () => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A message of a Sallyport webhook; its `data` is also a line of /api/v2/logs/stream",
  ...toJsonSchema(messageSchema),
  oneOf: AUDIT_ACTIONS.map(messageOf),
  $defs: Object.fromEntries(AUDIT_ACTIONS.map((action) => [action, toJsonSchema(DETAILS[action])])),
});
