import { z } from "zod";
import { count, id, moment, nothing, settings, text } from "./words";

/** What is told of the workspace, its keys and the record itself. */
export const RECORD = {
  "workspace.created": nothing,
  "keys.rotated": z.object({ currentKeyId: id, resealed: count }),
  "signing_key.rotated": z.object({ kid: id }),
  "audit.exported": z.object({ format: text, filters: settings }),
  "audit.verified": z.object({ blocks: count, events: count, findings: count }),
  "audit.retained": z.object({
    before: z.iso.date().describe("Months before this day are gone"),
    keyId: id,
    signature: text,
  }),
  "figures.taken": z.object({
    takenAt: moment,
    figures: settings,
    exemptions: z.object({ count, hash: text }),
  }),
  "job.triggered": z.object({ runId: id }),
  "job.retried": z.object({ runId: id }),
  "job.cancelled": z.object({ runId: id }),
  "evidence.created": z.object({ date: z.iso.date(), signature: text }),
} as const;
