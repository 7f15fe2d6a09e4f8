import { createEvidence } from "@/lib/admin/evidence/evidence";
import { evidenceQuerySchema } from "@/lib/admin/evidence/schema";
import { downloadRoute } from "@/lib/http/download";

export const { GET, POST } = downloadRoute(
  { right: "view_audit_log", query: evidenceQuerySchema },
  async ({ date }, { db, client, subject }) => {
    const { user, workspace } = subject;
    const file = await createEvidence(db, workspace.id, date, { name: user.name, userId: user.id, client });
    async function* pieces() {
      yield `${JSON.stringify(file, null, 2)}\n`;
    }
    return { pieces: pieces(), type: "application/json", name: `evidence-${date}.json` };
  },
);
