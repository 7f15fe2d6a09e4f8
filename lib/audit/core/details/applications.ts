import { z } from "zod";
import { count, id, nothing, settings, text } from "./words";

const fault = z.object({
  error: text,
  description: text.optional(),
  detail: text.optional(),
  userId: id.optional(),
});
const changed = z.object({ before: settings, after: settings });
const named = z.object({ name: text });
const endsOld = z.object({ endsOld: z.enum(["later", "now"]) });
const hook = z.object({ host: text, description: text, actions: z.array(text).nullable() });

/** What is told of applications, programs and webhooks. */
export const APPLICATIONS = {
  "application.created": named.extend({ kind: text, scopes: z.array(text), apiScopes: z.array(text) }),
  "application.changed": changed.extend({ logoChanged: z.boolean().optional() }),
  "application.secret_replaced": endsOld,
  "application.secret_ended": z.object({ ending: text.nullable().describe("The last signs of the secret") }),
  "application.revoked": named,
  "application.deleted": named,
  "application.rule_changed": changed.extend({ bindsAnew: z.boolean() }),
  "authorization.granted": z.object({
    sessionId: id.optional(),
    scopes: z.array(text),
    acr: text.optional(),
    amr: z.array(text).optional(),
    reasons: z.array(text),
    ruleFails: text.optional(),
  }),
  "authorization.refused": fault,
  "token.refused": fault,
  "token.revoked": nothing,
  "consent.given": z.object({
    scopes: z.array(text),
    claims: z.array(text),
    resources: z.record(z.string(), z.array(text)),
  }),
  "consent.ended": nothing,
  "consent.opted_in": z.object({ isOn: z.boolean() }),
  "context.changed": changed,
  "webhook.created": hook,
  "webhook.changed": z.object({ before: hook, after: hook }),
  "webhook.removed": hook,
  "webhook.secret_replaced": endsOld,
  "webhook.tested": z.object({ host: text }),
  "webhook.replayed": z.object({ deliveryId: id.optional(), count: count.optional() }),
  "webhook.disabled": z.object({ host: text, reason: text }),
  "webhook.enabled": z.object({ host: text }),
} as const;
