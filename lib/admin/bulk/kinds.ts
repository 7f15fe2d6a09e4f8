import { z } from "zod";
import { emailSchema } from "../../identity/core/email";
import { nameSchema } from "../../identity/core/name";
import { RIGHTS } from "../../identity/core/rights";
import { reasonSchema } from "../../recovery/schema";
import { exemptionSchema } from "../enforcement/schema";

const id = z.string().max(64);

/** What can be done to many at once, and what it takes beside the users. */
export const bulkDeedSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("require") }),
  z.strictObject({ kind: z.literal("exempt"), ...exemptionSchema.omit({ userId: true }).shape }),
  z.strictObject({ kind: z.literal("move"), policyId: id }),
  z.strictObject({ kind: z.literal("remind") }),
  z.strictObject({ kind: z.literal("reset"), reason: reasonSchema }),
]);
export type BulkDeed = z.output<typeof bulkDeedSchema>;

/** What everybody of one list of invitations is given. */
export const invitingSchema = z.strictObject({
  role: z.enum(["member", "administrator"]),
  rights: z.array(z.enum(RIGHTS)).max(RIGHTS.length),
  policyId: id.nullable(),
  requireMfa: z.boolean(),
});

export const guestSchema = z.strictObject({ email: emailSchema, name: nameSchema });

export const BULK_KINDS = ["require", "exempt", "move", "remind", "reset", "invite"] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

export const ROW_STATES = ["waiting", "done", "skipped", "refused", "failed"] as const;
export type RowState = (typeof ROW_STATES)[number];

/** Rows that are named one by one; more are ordered by what the list is narrowed to. */
export const MOST_NAMED = 1_000;
export const MOST_GUESTS = 1_000;

/** Which results of a run are listed: by default those that somebody should look at. */
export const resultQuerySchema = z.object({
  state: z
    .enum(["notable", "all"])
    .default("notable")
    .transform((which): readonly RowState[] => (which === "all" ? ROW_STATES : ["refused", "failed"])),
  after: z.coerce.number().int().min(-1).default(-1),
});

/** What a deed that changes no rule does to somebody: a reset to factors, a reminder by mail. */
export const OUTCOMES = ["loses", "holds_none", "mailed", "not_mailed"] as const;
export type Outcome = (typeof OUTCOMES)[number];
