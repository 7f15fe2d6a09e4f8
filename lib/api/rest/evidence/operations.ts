import "server-only";
import { z } from "@hono/zod-openapi";
import { createEvidence } from "../../../admin/evidence/evidence";
import { evidenceQuerySchema } from "../../../admin/evidence/schema";
import { type Operation, operation } from "../operation";

const json = z.record(z.string(), z.unknown());

const get = operation({
  method: "get",
  path: "/evidence",
  tag: "Evidence",
  summary: "Fetch the signed evidence of a day",
  description:
    "Which requirement covered how many, and who was excused and why; checked with the public key alone. That it was fetched is in the audit log.",
  scopes: ["read:evidence"],
  isForAll: true,
  query: z.strictObject(evidenceQuerySchema.shape),
  status: 200,
  answer: z.object({ evidence: json, signature: json, keys: z.array(json) }).openapi("Evidence"),
  errors: ["not_found", "conflict"],
  run: ({ db, actor, workspaceId, query }) => {
    const { id: userId, name } = actor.subject.user;
    return createEvidence(db, workspaceId, query.date, { name, userId, client: actor.client });
  },
});

export const evidenceOperations: Operation[] = [get];
