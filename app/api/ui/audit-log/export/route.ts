import { z } from "zod";
import { EXPORT_FORMATS, exportLog } from "@/lib/admin/audit/export";
import { logFiltersSchema } from "@/lib/audit/core/log-query";
import { downloadOf } from "@/lib/http/download";
import { parseQuery } from "@/lib/http/query";
import { refuseCrossSite } from "@/lib/http/request";
import { apiRoute } from "@/lib/http/route";

const schema = logFiltersSchema.extend({ format: z.enum(EXPORT_FORMATS) });
const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };

export const GET = apiRoute({ right: "view_audit_log" }, async (request, { db, client, subject }) => {
  refuseCrossSite(request.headers);
  const { format, ...filters } = parseQuery(request, schema);
  const pieces = exportLog(db, { subject, client }, filters, format);
  return downloadOf(pieces, { type: TYPES[format], name: `audit-log.${format}` });
});
