import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";
import { listDeliveries } from "@/lib/webhooks/overview";
import { deliveryQuerySchema } from "@/lib/webhooks/schema";

const PAGE = 50;

export const GET = apiRoute({ right: "manage_applications" }, async (request, { db, subject, params }) => {
  const { state, after } = parseQuery(request, deliveryQuerySchema);
  const page = await listDeliveries(db, subject.workspace.id, String(params.id), {
    state,
    after,
    limit: PAGE,
  });
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
