import { z } from "zod";

/** One spelling per address: trimmed, NFKC, lower case. */
export const normaliseEmail = (email: string): string => email.trim().normalize("NFKC").toLowerCase();

export const emailSchema = z.string().max(254).transform(normaliseEmail).pipe(z.email());
