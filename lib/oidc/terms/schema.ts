import { z } from "zod";

export const LEVELS = ["aal2", "phr"] as const;
/** In seconds: 0 asks for nothing more; a day is as old as a level gets. */
export const FRESH_BOUNDS = [0, 86_400] as const;
export const MOST_SCOPES = 100;

/** RFC 6749 §3.3 */
export const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/;

/** The workspace's tables of what a request must prove. `freshBelowSeconds`: a shorter `max_age` asks for a fresh second factor. */
export const termsSchema = z.strictObject({
  scopes: z
    .array(z.strictObject({ scope: z.string().regex(SCOPE), level: z.enum(LEVELS) }))
    .max(MOST_SCOPES)
    .refine((rows) => new Set(rows.map(({ scope }) => scope)).size === rows.length),
  freshBelowSeconds: z.int().min(FRESH_BOUNDS[0]).max(FRESH_BOUNDS[1]),
});

export type Terms = z.output<typeof termsSchema>;
