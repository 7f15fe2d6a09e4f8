import { newId } from "../../lib/core/ids";
import { sql } from "../browser/rows";

/** A run far in the future, which no worker takes meanwhile; a finished one has a row that was refused. */
export async function makeRun(
  workspaceId: string,
  userId: string,
  { isFinished, orderedBy = userId }: { isFinished: boolean; orderedBy?: string },
): Promise<string> {
  const id = newId("bulkRun");
  await sql()`insert into bulk_runs (workspace_id, id, kind, input, ordered_by, session_id, proofs, ip, user_agent, request_id,
      total, next_turn_at, finished_at)
    values (${workspaceId}, ${id}, 'require', '{}', ${orderedBy}, 'none', '[]', '', '', '', 1, now() + interval '1 day',
      case when ${isFinished} then now() end)`;
  await sql()`insert into bulk_rows (workspace_id, run_id, position, user_id, state)
    values (${workspaceId}, ${id}, 0, ${userId}, ${isFinished ? "refused" : "waiting"})`;
  return id;
}
