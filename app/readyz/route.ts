import { checkReadiness } from "@/lib/db/health";
import { publicRoute } from "@/lib/http/route";

/** Ready for traffic, or 503 with what is missing. */
export const GET = publicRoute(async (_request, { db }) => {
  const checks = await checkReadiness(db);
  const isReady = Object.values(checks).every((state) => state === "ok");
  return Response.json(
    { status: isReady ? "ready" : "not ready", checks },
    { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
});
