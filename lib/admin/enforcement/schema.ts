import { z } from "zod";
import { FATES } from "../../policy/core/preview";
import { policySettingsSchema } from "../policies/schema";
import { MOST_RINGS, ringsSchema } from "../rings/schema";
import { termsSchema } from "./terms";

/** An exemption ends by itself, at the latest after so many days. */
export const LONGEST_EXEMPTION_DAYS = 90;
/** So many days before its end it is said once more. */
export const WARNED_DAYS = 7;

/** A sign-in as it might be asked: at a level, by a proof so many seconds old at most; null: not. */
export const whatIfSchema = z.strictObject({
  level: z.enum(["aal2", "phr"]).nullable(),
  maxAgeSeconds: z.int().min(0).max(86_400).nullable(),
});

/** `endsOn`: the last day, in UTC. */
export const exemptionSchema = z.strictObject({
  userId: z.string().max(64),
  reason: z.string().trim().min(3).max(500),
  endsOn: z.iso.date(),
});

/** More people than this are not named one by one. */
const MOST_NAMED = 200;

/** A change that is looked at before it is made. */
export const changeSchema = z.discriminatedUnion("change", [
  z.strictObject({ change: z.literal("enforce"), ...termsSchema.shape }),
  z.strictObject({
    change: z.literal("require"),
    userIds: z.array(z.string().max(64)).min(1).max(MOST_NAMED),
    ...termsSchema.shape,
  }),
  z.strictObject({
    change: z.literal("ring"),
    ...termsSchema.shape,
    /** All of them, those that have started first. */
    rings: ringsSchema,
    /** Which of them, from 1 on. */
    number: z.int().min(1).max(MOST_RINGS),
  }),
  z.strictObject({
    change: z.literal("policy"),
    policyId: z.string().max(64),
    settings: policySettingsSchema,
  }),
]);
export type PlannedChange = z.output<typeof changeSchema>;

/** What a figure of a preview opens, as it stands in an address; the change itself is JSON. */
export const previewQuerySchema = z.object({
  change: z
    .string()
    .max(16_384)
    .transform((text, ctx) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        ctx.addIssue("not JSON");
        return z.NEVER;
      }
    })
    .pipe(changeSchema),
  fate: z.enum(FATES).nullable().default(null),
  after: z.string().max(1_024).nullable().default(null),
});
export type PreviewQuery = z.output<typeof previewQuerySchema>;
