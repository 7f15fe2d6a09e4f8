import { getCheck } from "@/lib/admin/audit/verification";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "view_audit_log" }, async (_request, { db, subject }) =>
  Response.json(await getCheck(db, subject.workspace.id), { headers: { "cache-control": "no-store" } }),
);
