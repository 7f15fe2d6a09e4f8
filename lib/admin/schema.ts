import { z } from "zod";
import { ROLES } from "../identity/core/rights";
import { FACTOR_KINDS, type ShieldStatus } from "../policy/core/types";
import { SIGNED_IN, USER_SORTS } from "../policy/directory/terms";

export const SHIELD_STATUSES = [
  "active",
  "pending",
  "chosen",
  "exempt",
  "inactive",
] as const satisfies readonly ShieldStatus[];

/** Most text messages per day that a workspace may allow itself. */
export const MOST_TEXTS_PER_DAY = 100_000;

/** What Account › Security holds. `smsCountries`: ISO 3166-1 alpha-2, or `*` alone for all. */
export const securitySettingsSchema = z.strictObject({
  methods: z.array(z.enum(FACTOR_KINDS)).max(FACTOR_KINDS.length),
  recoveryCodesOn: z.boolean(),
  smsCountries: z.union([z.tuple([z.literal("*")]), z.array(z.string().regex(/^[A-Z]{2}$/)).max(300)]),
  smsDailyCap: z.int().min(1).max(MOST_TEXTS_PER_DAY),
});

/** What narrows the Users page, as it stands in addresses; what is left out filters nothing. */
export const userFilterSchema = z.object({
  text: z.string().trim().max(100).default(""),
  status: z.enum(SHIELD_STATUSES).nullable().default(null),
  role: z.enum(ROLES).nullable().default(null),
  policy: z.string().max(64).nullable().default(null),
  factor: z
    .enum([...FACTOR_KINDS, "none"])
    .nullable()
    .default(null),
  signedIn: z.enum(SIGNED_IN).nullable().default(null),
  grace: z.literal("open").nullable().default(null),
});

/** The Users page's query: what narrows it, its order and where the page begins. */
export const userQuerySchema = userFilterSchema.extend({
  sort: z.enum(USER_SORTS).default("name"),
  after: z.string().max(2_048).nullable().default(null),
});

/** The address's words as the domain has them. */
export const toUserFilter = <T extends { policy: string | null; grace: "open" | null }>({
  policy,
  grace,
  ...rest
}: T) => ({ ...rest, policyId: policy, isInGrace: grace === "open" });
