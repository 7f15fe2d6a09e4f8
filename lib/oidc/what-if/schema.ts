import { z } from "zod";

/** What an application might ask for with one authorization. */
export const applicationWhatIfSchema = z.strictObject({
  /** Null: none in particular, only the scopes. */
  clientId: z.string().max(128).nullable(),
  scopes: z.array(z.string().min(1).max(200)).max(50),
  maxAgeSeconds: z.int().min(0).max(86_400).nullable(),
});
export type ApplicationWhatIf = z.output<typeof applicationWhatIfSchema>;
