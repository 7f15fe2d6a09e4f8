import { z } from "zod";
import { count, id, moment, own, text } from "./words";

const factor = { factor: text };

/** What is told of second factors and of the ways back to them. */
export const FACTORS = {
  "proof.accepted": own({ ...factor, purpose: text, credentialId: id.optional() }),
  "proof.refused": own({ ...factor, purpose: text, code: text.optional() }),
  "factor.stopped": own(factor),
  "factor.preferred": own(factor),
  "credential.added": own({ ...factor, credentialId: id, sessionsEnded: count }),
  "credential.renamed": own({ credentialId: id }),
  "credential.removed": own({
    ...factor,
    credentialId: id,
    sessionsEnded: count.optional(),
    replaced: z.boolean().optional(),
    reason: text.optional(),
  }),
  "credential.suspect": own({ credentialId: id }),
  "recovery_codes.issued": own({ setId: id }),
  "recovery_codes.acknowledged": own({ setId: id }),
  "recovery_code.used": own({ left: z.int() }),
  "two_factor.enabled": own({ origin: text }),
  "two_factor.disabled": own({ removed: z.array(text), sessionsEnded: count }),
  "two_factor.reset": z.object({
    removed: z.array(text),
    reason: text.nullable().optional(),
    resetId: id.optional().describe("The reset that waited"),
  }),
  "reset.requested": own({
    reason: text.optional(),
    dueAt: moment.optional(),
    own: z.boolean().optional(),
    confirmed: z.boolean().optional(),
  }),
  "reset.cancelled": own({ resetId: id, because: text.optional() }),
  "access_pass.issued": z.object({ minutes: count, reason: text }),
  "access_pass.used": own({ issuedBy: id.nullable() }),
  "access_pass.refused": own({}),
  "setup_link.issued": z.object({ factor: text.nullable(), isMailed: z.boolean() }),
  "help.requested": own({ requestId: id }),
  "help.withdrawn": own({}),
  "help.answered": z.object({ requestId: id, answer: text, reason: text.nullable() }),
  "mfa.self_removed": own({ removed: z.array(text), sessionsEnded: count, sessionsHeld: count }),
  "setup.deferred": own({ until: moment.nullable() }),
  "sms.sent": own({ purpose: text, country: text }),
  "sms.limit_reached": own({
    limit: text,
    country: text,
    sent: count.optional(),
    completed: count.optional(),
  }),
  "push.asked": own({ purpose: text, approvalId: id, devices: count, application: text.optional() }),
  "push.answered": own({ approvalId: id, answer: text, credentialId: id }),
  "push.subscribed": z.object({ credentialId: id, host: text.nullable() }),
} as const;
