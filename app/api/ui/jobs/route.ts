import { listBulkRuns } from "@/lib/admin/bulk/runs";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "manage_user_rights" }, async (_request, { db, subject }) => {
  const runs = await listBulkRuns(db, subject);
  return Response.json({ runs }, { headers: { "cache-control": "no-store" } });
});
