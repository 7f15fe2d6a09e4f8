import { z } from "zod";
import { AUDIT_ACTIONS } from "../audit/core/events";
import { LONGEST_DESCRIPTION, LONGEST_URL } from "./core/limits";
import { DELIVERY_STATES } from "./core/states";

const id = z.string().max(64);

/** What an administrator says of a webhook. `actions` null: all. Whether the address may be sent to is the service's to say. */
export const webhookSchema = z.strictObject({
  url: z.string().trim().min(1).max(LONGEST_URL),
  description: z.string().trim().max(LONGEST_DESCRIPTION),
  actions: z.array(z.enum(AUDIT_ACTIONS)).min(1).max(AUDIT_ACTIONS.length).nullable(),
});

export type WebhookInput = z.output<typeof webhookSchema>;

export const webhookKeySchema = z.strictObject({ id });
export const deliveryKeySchema = z.strictObject({ id, deliveryId: id });

/** As it stands in an address. */
export const deliveryQuerySchema = z.object({
  state: z.enum(DELIVERY_STATES).nullable().default(null),
  after: id.nullable().default(null),
});
