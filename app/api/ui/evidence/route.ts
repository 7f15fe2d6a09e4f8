import { createEvidence } from "@/lib/admin/evidence/evidence";
import { evidenceQuerySchema } from "@/lib/admin/evidence/schema";
import { parseQuery } from "@/lib/http/query";
import { refuseCrossSite } from "@/lib/http/request";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "view_audit_log" }, async (request, { db, client, subject }) => {
  refuseCrossSite(request.headers);
  const { date } = parseQuery(request, evidenceQuerySchema);
  const { user, workspace } = subject;
  const file = await createEvidence(db, workspace.id, date, { name: user.name, userId: user.id, client });
  return new Response(`${JSON.stringify(file, null, 2)}\n`, {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="evidence-${date}.json"`,
      "cache-control": "no-store",
    },
  });
});
