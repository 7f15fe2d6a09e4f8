import "server-only";
import { z } from "@hono/zod-openapi";
import { type Mark, readMark, writeMark } from "../../../audit/core/log-query";
import { type LogQuery, type LogRow, searchEvents } from "../../../audit/log/service";
import { AppError } from "../../../core/errors";
import { type Call, type Operation, operation } from "../operation";
import {
  FURTHEST_BY_PAGE,
  isKeyset,
  type Paging,
  pageSchema,
  pagingQuery,
  takeOf,
  windowOf,
} from "../paging";

const tag = "Logs";

export const logSchema = z
  .object({
    log_id: z.string(),
    date: z.iso.datetime(),
    type: z.string().openapi({ description: "Subject and deed, as in the audit log" }),
    result: z.string(),
    actor_id: z.string().nullable(),
    user_id: z.string().nullable().openapi({ description: "On whom or what it was done" }),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi("LogEvent");

export const toLog = (row: LogRow): z.input<typeof logSchema> => ({
  log_id: row.id,
  date: new Date(Number(row.at) / 1_000).toISOString(),
  type: row.action,
  result: row.result,
  actor_id: row.actorId,
  user_id: row.targetId,
  ip: row.ip,
  user_agent: row.userAgent,
  request_id: row.requestId,
  details: row.data,
});

const queryOf = (workspaceId: string, rest: Partial<LogQuery>): LogQuery => ({
  workspaceId,
  action: null,
  result: null,
  from: null,
  to: null,
  actors: null,
  targets: null,
  words: null,
  exact: null,
  after: null,
  limit: 1,
  ...rest,
});

function readFrom(from: string | null | undefined, field: string): Mark | null {
  if (from === undefined || from === null) return null;
  const mark = readMark(from);
  if (!mark) throw new AppError("invalid_input", { fields: { [field]: "Not a cursor of this list" } });
  return mark;
}

type Stretch = { after: string | null | undefined; limit: number };

/** A stretch of the log, the newest first, of one user or of everything. `field`: what the cursor was sent as. */
export async function readLog(
  { db, workspaceId }: Pick<Call, "db" | "workspaceId">,
  userId: string | null,
  { after, limit }: Stretch,
  field = "from",
): Promise<{ rows: LogRow[]; hasMore: boolean }> {
  const targets = userId === null ? null : { ids: [userId] };
  const asked = { targets, after: readFrom(after, field), limit: limit + 1 };
  const { rows } = await searchEvents(db, queryOf(workspaceId, asked));
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

type Query = Paging & { user_id?: string };

/** Page numbers have to be asked for: what asks for nothing goes by cursor. */
const isByPage = (query: Query): boolean =>
  !isKeyset(query) && [query.page, query.per_page, query.include_totals].some((part) => part !== undefined);

async function byPage(call: Pick<Call, "db" | "workspaceId">, query: Query) {
  const { start, limit } = windowOf(query);
  const most = query.include_totals ? FURTHEST_BY_PAGE : start + limit;
  const { rows } = await readLog(call, query.user_id ?? null, { after: null, limit: most });
  const logs = rows.slice(start, start + limit).map(toLog);
  return query.include_totals ? { start, limit, length: logs.length, total: rows.length, logs } : logs;
}

const list = operation({
  method: "get",
  path: "/logs",
  tag,
  summary: "Read the audit log",
  description: `The newest first. By page number as Auth0 has it, through the newest ${FURTHEST_BY_PAGE.toLocaleString("en")} (\`total\` counts no further); by \`from\` and \`take\` through everything, \`next\` goes on with what is older.`,
  scopes: ["read:logs"],
  isForAll: true,
  query: z.strictObject({
    ...pagingQuery,
    user_id: z.string().max(64).optional(),
  }),
  status: 200,
  answer: pageSchema(logSchema, "logs"),
  run: async (call) => {
    const { query } = call;
    if (isByPage(query)) return byPage(call, query);
    const { rows, hasMore } = await readLog(call, query.user_id ?? null, {
      after: query.from,
      limit: takeOf(query),
    });
    const last = hasMore ? rows.at(-1) : undefined;
    return { logs: rows.map(toLog), next: last ? writeMark(last) : null };
  },
});

const getOne = operation({
  method: "get",
  path: "/logs/{id}",
  tag,
  summary: "Get one event of the audit log",
  scopes: ["read:logs"],
  isForAll: true,
  params: z.strictObject({ id: z.string().max(64) }),
  status: 200,
  answer: logSchema,
  run: async ({ db, workspaceId, params }) => {
    const exact = { column: "id", value: params.id } as const;
    const [row] = (await searchEvents(db, queryOf(workspaceId, { exact }))).rows;
    if (!row) throw new AppError("not_found");
    return toLog(row);
  },
});

export const logOperations: Operation[] = [list, getOne];
