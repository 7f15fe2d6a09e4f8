import { z } from "zod";
import { termsSchema } from "../enforcement/terms";

/** More than these nobody keeps track of. */
export const MOST_RINGS = 10;

/** One ring: a percentage of everybody or the people of one policy, from a day on (UTC); no day: as soon as it is saved. */
export const ringSchema = z
  .strictObject({
    percent: z.int().min(1).max(100).nullable(),
    policyId: z.string().max(64).nullable(),
    startsOn: z.iso.date().nullable(),
  })
  .refine(({ percent, policyId }) => (percent === null) !== (policyId === null));
export type RingInput = z.output<typeof ringSchema>;

export const ringsSchema = z.array(ringSchema).min(1).max(MOST_RINGS);

/** Enforcing in rings as it is planned. */
export const rolloutSchema = z.strictObject({
  ...termsSchema.shape,
  tellsPeople: z.boolean(),
  rings: ringsSchema,
});
export type RolloutInput = z.output<typeof rolloutSchema>;
