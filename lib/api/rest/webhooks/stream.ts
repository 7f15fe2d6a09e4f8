import "server-only";
import { z } from "@hono/zod-openapi";
import { AppError } from "../../../core/errors";
import { eventSchema } from "../../../webhooks/core/event";
import { toOcsf } from "../../../webhooks/core/ocsf";
import { MOST_LINES, readStream, USUAL_LINES } from "../../../webhooks/stream";
import { type Operation, operation } from "../operation";
import { count } from "../paging";

// Only a schema that is made after the import above knows `openapi`; this one may have been made before it
const lineSchema = eventSchema.clone().openapi("LogLine");
const ocsfSchema = z
  .looseObject({
    class_uid: z.int(),
    category_uid: z.int(),
    activity_id: z.int(),
    type_uid: z.int(),
    severity_id: z.int(),
    time: z.int(),
    metadata: z.looseObject({ uid: z.string(), version: z.string() }),
    unmapped: z.looseObject({ cursor: z.string() }),
  })
  .openapi("OcsfLine");

const stream = operation({
  method: "get",
  path: "/logs/stream",
  tag: "Logs",
  summary: "Read the audit log as it grows",
  description:
    "NDJSON, the oldest first: one event per line, each with its `cursor`. Whoever goes on `from` the last cursor misses nothing and gets nothing twice; an event shows here once everything before it is settled and sealed, seconds after it happened. No line: nothing is new yet. `format=ocsf` maps each event to OCSF, with the cursor under `unmapped`.",
  scopes: ["read:logs"],
  isForAll: true,
  query: z.strictObject({
    from: z.string().max(96).optional(),
    take: count(1, MOST_LINES),
    format: z.enum(["sallyport", "ocsf"]).optional(),
  }),
  status: 200,
  isLines: true,
  answer: z.array(z.union([lineSchema, ocsfSchema])),
  run: async ({ db, workspaceId, query }) => {
    const { from, take = USUAL_LINES, format } = query;
    const events = await readStream(db, workspaceId, from ?? null, take);
    if (!events) throw new AppError("invalid_input", { fields: { from: "Not a cursor of this stream" } });
    return format === "ocsf" ? events.map(toOcsf) : events;
  },
});

export const streamOperations: Operation[] = [stream];
