import { userQuerySchema } from "@/lib/admin/schema";
import { searchUsers } from "@/lib/admin/users";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (request, { db, subject }) => {
  const { policy, ...rest } = parseQuery(userQuerySchema, request);
  const page = await searchUsers(db, subject.workspace.id, { ...rest, policyId: policy });
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
