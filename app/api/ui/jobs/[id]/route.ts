import { resultQuerySchema } from "@/lib/admin/bulk/kinds";
import { getBulkRun, listResults } from "@/lib/admin/bulk/runs";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject, params }) => {
  const runId = String(params.id);
  const { state, after } = parseQuery(request, resultQuerySchema);
  const run = await getBulkRun(db, subject, runId);
  const results = await listResults(db, subject, { runId, states: state, after });
  return Response.json({ run, results }, { headers: { "cache-control": "no-store" } });
});
