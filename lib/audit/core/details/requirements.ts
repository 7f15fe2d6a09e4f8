import { z } from "zod";
import { count, id, moment, nothing, own, settings, text } from "./words";

const terms = { effect: text, graceDays: z.int().nullable() };
const ring = z.object({
  number: z.int(),
  percent: z.int().nullable(),
  policyId: id.nullable(),
  plannedAt: moment,
});
const policy = z.object({ settings });

/** What is told of who must, by whom and by which policy. */
export const REQUIREMENTS = {
  "requirement.set": z.object({
    source: text,
    effect: text.optional(),
    graceDays: z.int().nullable().optional(),
  }),
  "requirement.lifted": z.object({
    source: text,
    since: moment.optional(),
    setBy: id.nullable().optional(),
    rings: count.optional(),
    started: count.optional(),
  }),
  "rings.planned": z.object({ ...terms, tellsPeople: z.boolean(), rings: z.array(ring) }),
  "rings.changed": z.object({ before: z.array(ring), after: z.array(ring) }),
  "ring.started": z.object({
    number: z.int(),
    rings: count,
    percent: z.int().nullable(),
    policyId: id.nullable(),
    people: count,
  }),
  "rings.paused": z.object({ reason: text, people: count.optional() }),
  "rings.resumed": z.object({ pausedAt: moment, reason: text.nullable() }),
  "exemption.set": z.object({ reason: text, endsAt: moment, replaced: z.boolean() }),
  "exemption.revoked": nothing,
  "policy.created": policy,
  "policy.changed": z.object({
    name: text,
    before: settings,
    after: settings,
    tightened: z.array(text),
    loosened: z.array(text),
  }),
  "policy.removed": policy,
  "policy.tried_out": own({ would: text }),
  "deadline.extended": z.object({
    from: moment.nullable().optional(),
    until: moment,
    policy: text.optional().describe("Of everybody under it"),
  }),
  "security.changed": z.object({ before: settings, after: settings }),
  "bulk_run.ordered": z.object({ kind: text, count: z.union([count, z.literal("all that match")]) }),
  "bulk_run.cancelled": z.object({ because: text.optional() }),
  "bulk_run.retried": nothing,
  "users.exported": z.object({ filter: settings }),
  "preview.shown": z.object({
    planned: settings
      .optional()
      .describe("The change that was looked at; of a workspace's methods: `before` and `after`"),
    people: count.optional(),
    fates: z.record(z.string(), count).optional(),
    refusal: text.nullable().optional(),
    before: settings.optional(),
    after: settings.optional(),
    required: count.optional(),
    others: count.optional(),
    emptied: z.array(text).optional(),
    endsPasskeys: z.boolean().optional(),
  }),
} as const;
