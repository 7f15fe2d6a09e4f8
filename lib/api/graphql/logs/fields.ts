import "server-only";
import { writeMark } from "../../../audit/core/log-query";
import { logSchema, readLog, toLog } from "../../rest/logs/operations";
import { builder, guardExtensions } from "../builder";
import { connectionOf, lengthOf, type Page } from "../connection";
import { requireGuard } from "../context";
import { objectOf } from "../from-zod/output";
import { addQueries, operationAt } from "../operation-field";
import { addUserLink } from "../users/fields";

const LogEvent = objectOf(logSchema);
const LogConnection = connectionOf<unknown>("LogEvent", LogEvent, false);
const operation = "get /logs";
const guard = operationAt(operation);

builder.queryField("logs", (t) =>
  t.field({
    type: LogConnection,
    nullable: true,
    description: "The audit log, the newest first",
    extensions: { ...guardExtensions(guard), operation },
    args: {
      first: t.arg.int({ description: "1 to 100, by default 50" }),
      after: t.arg.string(),
      userId: t.arg.id({ description: "What was done to this user alone" }),
    },
    resolve: async (_root, { first, after, userId }, context): Promise<Page<unknown>> => {
      requireGuard(context.visitor, guard);
      const { db, visitor } = context;
      const where = { db, workspaceId: visitor.caller.workspace.id };
      const page = { after, limit: lengthOf(first) };
      const { rows, hasMore } = await readLog(where, userId ?? null, page, "after");
      return {
        edges: rows.map((row) => ({ node: toLog(row), cursor: writeMark(row) })),
        hasNextPage: hasMore,
      };
    },
  }),
);

addQueries({
  log: "get /logs/{id}",
  evidence: "get /evidence",
  clients: ["get /clients", { without: ["page", "per_page", "include_totals"] }],
  client: "get /clients/{id}",
});
addUserLink(LogEvent, "actor", "actor_id");
addUserLink(LogEvent, "user", "user_id");
