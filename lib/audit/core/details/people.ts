import { z } from "zod";
import { count, id, moment, nothing, own, text } from "./words";

const person = z.object({ email: text, name: text, role: text });
const named = z.object({ id, name: text });

/** What is told of people, their sessions and their addresses. */
export const PEOPLE = {
  "session.started": own({ factor: text, outcome: text, reasons: z.array(text) }),
  "session.refused": z.object({ reason: text }),
  "session.ended": own({
    ended: id.optional().describe("Another session than the one that it was done in"),
    others: count.optional().describe("How many of one's own others"),
    all: count.optional().describe("How many an administrator ended"),
    because: text.optional(),
  }),
  "session.reported": z.object({
    by: text.describe("The way of reporting"),
    about: text.optional(),
    approvalId: id.optional().describe("The question that a device answered with no"),
    at: moment.optional(),
    sessionsEnded: count,
  }),
  "browser.added": own({ browserId: id }),
  "browser.remembered": own({ browserId: id }),
  "browser.forgotten": own({ browserId: id.optional(), count: count.optional() }),
  "user.invited": z.object({
    role: text,
    rights: z.array(text),
    policyId: id.nullable(),
    requireMfa: z.boolean(),
    again: z.boolean().optional(),
  }),
  "invitation.revoked": person,
  "user.joined": nothing,
  "user.lapsed": person.extend({ workspaceRemoved: z.boolean() }),
  "user.profile_changed": z.object({ changed: z.array(text) }),
  "user.unlocked": z.object({
    locks: z.array(z.object({ kind: text, inARow: count, isStopped: z.boolean() })),
  }),
  "user.blocked": nothing,
  "user.unblocked": nothing,
  "user.deleted": person,
  "rights.changed": z.object({ before: z.array(text), after: z.array(text) }),
  "role.changed": z.object({ before: text, after: text }),
  "policy.moved": z.object({ from: named.nullable(), to: named }),
  "password.changed": own({ sessionsEnded: count.optional() }),
  "password.reset_requested": nothing,
  "name.changed": own({ before: text, after: text }),
  "address.confirmation_sent": nothing,
  "address.change_requested": own({ email: text }),
  "address.changed": z.object({ before: text, after: text }),
  "email.verified": nothing,
} as const;
