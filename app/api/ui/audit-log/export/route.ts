import { z } from "zod";
import { EXPORT_FORMATS, exportLog } from "@/lib/admin/audit/export";
import { logFiltersSchema } from "@/lib/audit/core/log-query";
import { CSV } from "@/lib/http/csv";
import { downloadRoute } from "@/lib/http/download";

const query = logFiltersSchema.extend({ format: z.enum(EXPORT_FORMATS) });
const TYPES = { csv: CSV, ndjson: "application/x-ndjson; charset=utf-8" };

export const { GET, POST } = downloadRoute(
  { right: "view_audit_log", query },
  async ({ format, ...filters }, { db, client, subject }) => {
    const pieces = exportLog(db, { subject, client }, filters, format);
    return { pieces, type: TYPES[format], name: `audit-log.${format}` };
  },
);
