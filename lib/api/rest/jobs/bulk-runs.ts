import "server-only";
import { z } from "@hono/zod-openapi";
import { BULK_KINDS, ROW_STATES } from "../../../admin/bulk/kinds";
import { type BulkRunItem, cancelRun, getBulkRun, listBulkRuns, listResults } from "../../../admin/bulk/runs";
import { type Operation, operation } from "../operation";
import { count } from "../paging";

const tag = "Changes for many";
const params = z.strictObject({ id: z.string().max(64) });
const read = { tag, isForAll: true, scopes: ["read:jobs"] } as const;

const runSchema = z
  .object({
    id: z.string(),
    kind: z.enum(BULK_KINDS),
    state: z.enum(["listing", "running", "finished", "cancelled"]),
    ordered_by: z.string().nullable().openapi({ description: "Their name" }),
    ordered_at: z.iso.datetime(),
    total: z.int(),
    counts: z.object(Object.fromEntries(ROW_STATES.map((state) => [state, z.int()]))),
  })
  .openapi("BulkRun");

const toRun = (item: BulkRunItem) => ({
  id: item.id,
  kind: item.kind,
  state: item.state,
  ordered_by: item.by,
  ordered_at: item.orderedAt,
  total: item.total,
  counts: item.counts,
});

const resultSchema = z
  .object({
    position: z.int(),
    user_id: z.string().nullable(),
    name: z.string(),
    email: z.string(),
    state: z.enum(ROW_STATES),
    code: z.string().nullable().openapi({ description: "Why it was not done: an error's code" }),
  })
  .openapi("BulkRunResult");

const list = operation({
  ...read,
  method: "get",
  path: "/bulk-runs",
  summary: "List the changes for many",
  description: "What was ordered for many people at once, the newest 50 first.",
  status: 200,
  answer: z.array(runSchema),
  run: async ({ db, actor }) => (await listBulkRuns(db, actor.subject)).map(toRun),
});

const getOne = operation({
  ...read,
  method: "get",
  path: "/bulk-runs/{id}",
  summary: "Get a change for many, and how far it is",
  params,
  status: 200,
  answer: runSchema,
  run: async ({ db, actor, params: { id } }) => toRun(await getBulkRun(db, actor.subject, id)),
});

const results = operation({
  ...read,
  method: "get",
  path: "/bulk-runs/{id}/results",
  summary: "List what came of each row of a change for many",
  description: "A hundred at once, in their order; `next` goes on. They are kept for 90 days.",
  params,
  query: z.strictObject({ state: z.enum(ROW_STATES).optional(), from: count(0, 999_999) }),
  status: 200,
  answer: z.object({ results: z.array(resultSchema), next: z.int().nullable() }).openapi("BulkRunResultPage"),
  run: async ({ db, actor, params: { id: runId }, query: { state, from } }) => {
    const which = { runId, states: state ? [state] : ROW_STATES, after: from ?? -1 };
    const { rows, next } = await listResults(db, actor.subject, which);
    return { results: rows.map(({ userId, ...row }) => ({ ...row, user_id: userId })), next };
  },
});

const cancel = operation({
  method: "post",
  path: "/bulk-runs/{id}/cancel",
  tag,
  summary: "Cancel a change for many",
  description:
    "It stops before its next row; what is done stays done. Only whoever ordered it can have the rest tried again, on screen: it is worked off with their rights and their proof.",
  scopes: ["update:jobs"],
  isForAll: true,
  params,
  status: 204,
  errors: ["already_done"],
  run: ({ db, actor, params: { id } }) => cancelRun(db, actor, id),
});

export const bulkRunOperations: Operation[] = [list, getOne, results, cancel];
