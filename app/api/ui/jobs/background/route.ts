import { listJobs } from "@/lib/admin/jobs/service";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({ right: "manage_user_rights" }, async (_request, { db, subject }) => {
  const jobs = await listJobs(db, subject.workspace.id, subject.facts.now);
  return Response.json({ jobs }, { headers: { "cache-control": "no-store" } });
});
