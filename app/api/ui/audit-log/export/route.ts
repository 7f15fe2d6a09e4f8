import { z } from "zod";
import { EXPORT_FORMATS, exportLog } from "@/lib/admin/audit/export";
import { logFiltersSchema } from "@/lib/audit/core/log-query";
import { takeFreshProof } from "@/lib/context/require";
import { AppError } from "@/lib/core/errors";
import { downloadOf } from "@/lib/http/download";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

const schema = logFiltersSchema.extend({ format: z.enum(EXPORT_FORMATS) });
const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };

export const POST = apiRoute({ right: "view_audit_log" }, async (request, { db, client, subject }) => {
  const { format, ...filters } = parseQuery(request, schema);
  await takeFreshProof(db, subject, { level: "own" });
  const pieces = exportLog(db, { subject, client }, filters, format);
  return downloadOf(pieces, { type: TYPES[format], name: `audit-log.${format}` });
});

export const GET = apiRoute({ right: "view_audit_log" }, async () => {
  throw new AppError("method_not_allowed");
});
