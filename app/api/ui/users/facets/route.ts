import { countUsersByKind } from "@/lib/admin/directory/list";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (_request, { db, subject }) => {
  const facets = await countUsersByKind(db, subject.workspace.id);
  return Response.json(facets, { headers: { "cache-control": "no-store" } });
});
