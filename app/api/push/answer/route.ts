import { awaitAnswer } from "@/lib/flows/approvals/ask";
import { apiRoute } from "@/lib/http/route";

/** Held until the other device has answered, for 20 seconds at most. */
export const GET = apiRoute({ access: "half" }, async (request, { db, subject }) => {
  const flowId = request.nextUrl.searchParams.get("flow") ?? "";
  return Response.json(await awaitAnswer(db, { subject }, flowId, request.signal), {
    headers: { "cache-control": "no-store" },
  });
});
