import { createEvidence } from "@/lib/admin/evidence/evidence";
import { evidenceQuerySchema } from "@/lib/admin/evidence/schema";
import { takeFreshProof } from "@/lib/context/require";
import { AppError } from "@/lib/core/errors";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

export const POST = apiRoute({ right: "view_audit_log" }, async (request, { db, client, subject }) => {
  const { date } = parseQuery(request, evidenceQuerySchema);
  await takeFreshProof(db, subject, { level: "own" });
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

export const GET = apiRoute({ right: "view_audit_log" }, async () => {
  throw new AppError("method_not_allowed");
});
