import { listForeseen } from "@/lib/admin/enforcement/preview";
import { previewQuerySchema } from "@/lib/admin/enforcement/schema";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject }) => {
  const page = await listForeseen(db, subject, parseQuery(request, previewQuerySchema));
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
