import { z } from "@hono/zod-openapi";
import { AUDIT_ACTIONS } from "../../../audit/core/events";
import { DELIVERY_STATES, DISABLED_FOR } from "../../../webhooks/core/states";
import type { DeliveryView, WebhookView } from "../../../webhooks/overview";
import { webhookSchema } from "../../../webhooks/schema";

const moment = z.iso.datetime().nullable();
const actions = z
  .array(z.enum(AUDIT_ACTIONS))
  .nullable()
  .openapi({ description: "The only actions it gets; null: all" });

export const createSchema = webhookSchema
  .extend({ description: webhookSchema.shape.description.default(""), actions: actions.default(null) })
  .openapi("WebhookRequest");

export const changeSchema = webhookSchema
  .partial()
  .extend({ enabled: z.boolean().optional() })
  .openapi("WebhookChange");

export const hookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    actions: z.array(z.string()).nullable(),
    enabled: z.boolean(),
    disabled_at: moment,
    disabled_for: z.enum(DISABLED_FOR).nullable(),
    failing_since: moment,
    created_at: z.iso.datetime(),
    previous_secret_until: moment,
    waiting: z.int(),
    dead: z.int(),
  })
  .openapi("Webhook");

export const toHook = (view: WebhookView): z.input<typeof hookSchema> => ({
  id: view.id,
  url: view.url,
  description: view.description,
  actions: view.actions,
  enabled: view.disabledAt === null,
  disabled_at: view.disabledAt,
  disabled_for: view.disabledFor,
  failing_since: view.failingSince,
  created_at: view.createdAt,
  previous_secret_until: view.overlapUntil,
  waiting: view.waiting,
  dead: view.dead,
});

export const deliverySchema = z
  .object({
    id: z.string(),
    event_id: z.string(),
    type: z.string(),
    state: z.enum(DELIVERY_STATES),
    event_at: z.iso.datetime(),
    attempts: z.int(),
    last_attempt_at: moment,
    next_attempt_at: moment,
    delivered_at: moment,
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
  })
  .openapi("WebhookDelivery");

export const toDelivery = (view: DeliveryView): z.input<typeof deliverySchema> => ({
  id: view.id,
  event_id: view.eventId,
  type: view.action,
  state: view.state,
  event_at: view.eventAt,
  attempts: view.attempts,
  last_attempt_at: view.lastAttemptAt,
  next_attempt_at: view.nextAttemptAt,
  delivered_at: view.deliveredAt,
  last_status: view.lastStatus,
  last_error: view.lastError,
});
