import { searchLog } from "@/lib/admin/audit/log";
import { logQuerySchema } from "@/lib/audit/core/log-query";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "view_audit_log" }, async (request, { db, subject }) => {
  const { after, ...filters } = parseQuery(request, logQuerySchema);
  const page = await searchLog(db, subject.workspace.id, filters, after);
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
