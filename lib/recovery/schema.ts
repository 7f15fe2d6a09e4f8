import { z } from "zod";

/** How long an access pass works, minutes (contract §6: 1 h, 10 min – 8 h). */
export const PASS_MINUTES = { least: 10, usual: 60, most: 480 } as const;

/** Why an administrator does it; kept in the audit log. */
export const reasonSchema = z.string().trim().min(3).max(500);

export const passMinutesSchema = z.number().int().min(PASS_MINUTES.least).max(PASS_MINUTES.most);

/** What somebody writes to the administrators. */
export const wordsSchema = z.string().trim().max(1_000);
