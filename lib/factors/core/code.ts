import { z } from "zod";

/** One form for a typed code, before it is checked or compared with used ones: NFKC, no spaces, no dashes. */
export const normaliseCode = (code: string): string => code.normalize("NFKC").replace(/[\s\-‐-―]/g, "");

/** A six-digit code in whatever form it was typed or pasted. */
export const sixDigitsSchema = z
  .string()
  .max(32)
  .transform(normaliseCode)
  .pipe(z.string().regex(/^[0-9]{6}$/));

/** Crockford's reading aids are not used: codes are RFC 4648 base32, upper case. */
export const recoveryCodeSchema = z
  .string()
  .max(64)
  .transform((code) => normaliseCode(code).toUpperCase())
  .pipe(z.string().regex(/^[A-Z2-7]{13}$/));
