import { searchUsers } from "@/lib/admin/directory/list";
import { toUserFilter, userQuerySchema } from "@/lib/admin/schema";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (request, { db, subject }) => {
  const query = toUserFilter(parseQuery(request, userQuerySchema));
  const page = await searchUsers(db, subject.workspace.id, query);
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
