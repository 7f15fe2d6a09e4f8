import { z } from "zod";
import { listInvitations } from "@/lib/admin/invitations";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

const querySchema = z.object({ after: z.string().max(64).nullable().default(null) });

export const GET = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject }) => {
  const { after } = parseQuery(request, querySchema);
  const page = await listInvitations(db, subject.workspace.id, after);
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
