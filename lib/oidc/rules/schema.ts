import { z } from "zod";
import { emailSchema } from "../../identity/core/email";
import { EFFECTS, RULES } from "../core/rule";

/** Longer than a condition may be: what is too long is told so, not refused as if it were none. */
export const conditionText = z.string().max(4_000);

/** A rule as it is tried; `effect` says nothing about what it asks. */
const draft = {
  rule: z.enum(RULES),
  condition: conditionText.nullable(),
  allowsRemembered: z.boolean(),
};

export const ruleSchema = z
  .strictObject({ ...draft, effect: z.enum(EFFECTS) })
  .refine(({ rule, condition }) => (rule === "condition") === (condition !== null), { path: ["condition"] });

/** A rule as it was stored, whoever wrote it. */
export const seenSchema = z.strictObject({ ...draft, effect: z.enum(EFFECTS) });

export const draftSchema = z.strictObject(draft);
export type Draft = z.output<typeof draftSchema>;

/** The user and the request that a rule is tried against. `ip` empty: an address that is not known. */
export const trySchema = z.strictObject({
  clientId: z.string().max(128),
  draft: draftSchema,
  email: emailSchema,
  scopes: z.array(z.string().max(100)).max(50),
  ip: z.union([z.literal(""), z.ipv4(), z.ipv6()]),
  isNewBrowser: z.boolean(),
});
export type TryInput = z.output<typeof trySchema>;
