import { listNamedRuns } from "@/lib/admin/jobs/service";
import { logQuerySchema } from "@/lib/admin/jobs/states";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject, params }) => {
  const which = parseQuery(request, logQuerySchema);
  const runs = await listNamedRuns(db, subject.workspace.id, String(params.name), which);
  return Response.json({ runs }, { headers: { "cache-control": "no-store" } });
});
