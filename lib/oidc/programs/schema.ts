import { z } from "zod";
import { SCOPE_NAMES } from "../../api/core/scopes";
import { oneLine } from "../../identity/core/name";

const id = z.string().max(64);

/** What an administrator says of a program. `policies` null: it reaches everybody. */
export const programSchema = z.strictObject({
  name: oneLine(60),
  scopes: z.array(z.enum(SCOPE_NAMES)).min(1).max(SCOPE_NAMES.length),
  policies: z.array(id).min(1).max(100).nullable(),
});

export type ProgramInput = z.output<typeof programSchema>;
