import type { z } from "zod";
import type { AuditAction } from "../events";
import { APPLICATIONS } from "./applications";
import { FACTORS } from "./factors";
import { PEOPLE } from "./people";
import { RECORD } from "./record";
import { REQUIREMENTS } from "./requirements";

/**
 * What belongs to each action alone: the `data` of its events. `docs/webhooks.schema.json` is made from it, and whatever a test
 * records is held against it. Names stay; what is added is left out of older events.
 */
export const DETAILS = {
  ...PEOPLE,
  ...FACTORS,
  ...REQUIREMENTS,
  ...APPLICATIONS,
  ...RECORD,
} as const satisfies Record<AuditAction, z.ZodObject>;
