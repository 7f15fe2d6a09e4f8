import { linesOf, recordExport } from "@/lib/admin/directory/export";
import { toUserFilter, userFilterSchema } from "@/lib/admin/schema";
import { takeFreshProof } from "@/lib/context/require";
import { AppError } from "@/lib/core/errors";
import { streamOf } from "@/lib/core/stream";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

/** A download: a POST, since it is recorded, and only of who proved themselves just now. */
export const POST = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject, client }) => {
  const filter = toUserFilter(parseQuery(request, userFilterSchema));
  await takeFreshProof(db, subject, { level: "own" });
  await recordExport(db, { subject, client }, filter);
  const lines = linesOf(db, subject.workspace.id, filter);
  return new Response(streamOf(lines), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="users.csv"',
      "cache-control": "no-store",
    },
  });
});

export const GET = apiRoute({ right: "manage_user_rights" }, async () => {
  throw new AppError("method_not_allowed");
});
