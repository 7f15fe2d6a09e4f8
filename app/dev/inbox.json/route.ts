import { env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { publicRoute } from "@/lib/http/route";
import { listInbox } from "@/lib/messaging/service";

/** The demo's mail and text messages, newest first; there is no such address without demo mode. */
export const GET = publicRoute(async (_request, { db }) => {
  if (!env().DEMO) throw new AppError("not_found");
  return Response.json(await listInbox(db), { headers: { "cache-control": "no-store" } });
});
