import { z } from "zod";
import { ROLES } from "../identity/core/rights";
import type { ShieldStatus } from "../policy/core/types";

export const SHIELD_STATUSES = [
  "active",
  "pending",
  "chosen",
  "exempt",
  "inactive",
] as const satisfies readonly ShieldStatus[];

/** The Users page's query, as it stands in addresses; what is left out filters nothing. */
export const userQuerySchema = z.object({
  text: z.string().trim().max(100).default(""),
  status: z.enum(SHIELD_STATUSES).nullable().default(null),
  role: z.enum(ROLES).nullable().default(null),
  policy: z.string().max(64).nullable().default(null),
  after: z.string().max(1_024).nullable().default(null),
});
