import { z } from "zod";

/** A day of UTC. */
export const evidenceQuerySchema = z.object({ date: z.iso.date() });
