import { z } from "zod";

/** Line ends and other control characters, and marks that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** One line of plain text: what people are shown in mails and lists cannot pretend to be more than a name. */
export const oneLine = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !UNPRINTABLE.test(text));

/** The name of a person or a workspace. */
export const nameSchema = oneLine(100);
