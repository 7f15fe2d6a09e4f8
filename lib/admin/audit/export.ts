import "server-only";
import type { LogFilters, Mark } from "../../audit/core/log-query";
import { recordEvent } from "../../audit/service";
import { csvLine } from "../../core/csv";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { type LogItem, readPage, toQuery, withNames } from "./log";

export const EXPORT_FORMATS = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const EVENTS_AT_ONCE = 1_000;
const HEADER = [
  ...["time", "action", "result", "actor kind", "actor id", "actor", "target id", "target"],
  ...["address", "browser", "request", "event", "details"],
];

const LINES: Record<ExportFormat, { head: string; line: (event: LogItem) => string }> = {
  csv: {
    head: csvLine(HEADER),
    line: (e) =>
      csvLine([
        ...[e.at, e.action, e.result, e.actorKind, e.actorId, e.actorName, e.targetId, e.targetName],
        ...[e.ip, e.userAgent, e.requestId, e.id, JSON.stringify(e.data)],
      ]),
  },
  ndjson: { head: "", line: (event) => `${JSON.stringify(event)}\n` },
};

/**
 * All events that the filters leave, newest first, in pieces: no more than a page of them is ever held, whatever their number, and
 * no transaction stays open meanwhile. That they were taken out is itself on record before the first piece leaves.
 */
export async function* exportLog(
  db: Db,
  actor: Actor,
  filters: LogFilters,
  format: ExportFormat,
): AsyncGenerator<string> {
  const { workspace, user } = actor.subject;
  const query = await toQuery(db, workspace.id, filters);
  await recordEvent(db, {
    workspaceId: workspace.id,
    action: "audit.exported",
    actorId: user.id,
    targetId: workspace.id,
    client: actor.client,
    data: { format, filters },
  });
  const { head, line } = LINES[format];
  yield head;
  let after: Mark | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(db, {
      ...query,
      after,
      limit: EVENTS_AT_ONCE,
    });
    yield (await withNames(db, workspace.id, page.rows)).map(line).join("");
    after = page.next;
  } while (after !== null);
}
