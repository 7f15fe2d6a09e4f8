import { countUsersFound } from "@/lib/admin/directory/list";
import { toUserFilter, userFilterSchema } from "@/lib/admin/schema";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (request, { db, subject }) => {
  const filter = toUserFilter(parseQuery(request, userFilterSchema));
  const count = await countUsersFound(db, subject.workspace.id, filter);
  return Response.json({ count }, { headers: { "cache-control": "no-store" } });
});
