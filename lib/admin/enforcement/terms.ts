import { z } from "zod";

/** The longest time to comply that a rule gives. */
export const LONGEST_GRACE_DAYS = 365;

/** How a rule binds: for whom it is in force at once, and how many days there are to comply (null: none). */
export const termsSchema = z.strictObject({
  effect: z.enum(["next_sign_in", "right_away"]),
  graceDays: z.int().min(1).max(LONGEST_GRACE_DAYS).nullable(),
});
