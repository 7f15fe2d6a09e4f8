import { linesOf, recordExport } from "@/lib/admin/directory/export";
import { toUserFilter, userFilterSchema } from "@/lib/admin/schema";
import { CSV } from "@/lib/http/csv";
import { downloadRoute } from "@/lib/http/download";

export const { GET, POST } = downloadRoute(
  { right: "manage_user_rights", query: userFilterSchema },
  async (query, { db, subject, client }) => {
    const filter = toUserFilter(query);
    await recordExport(db, { subject, client }, filter);
    return { pieces: linesOf(db, subject.workspace.id, filter), type: CSV, name: "users.csv" };
  },
);
