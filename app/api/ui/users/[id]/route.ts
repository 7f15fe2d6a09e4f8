import { getUserDetail } from "@/lib/admin/users";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (_request, { db, subject, params }) => {
  const detail = await getUserDetail(db, subject, String(params.id));
  return Response.json(detail, { headers: { "cache-control": "no-store" } });
});
