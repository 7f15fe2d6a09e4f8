import { publicRoute } from "@/lib/http/route";
import { publishedSchema } from "@/lib/webhooks/core/event";

/** What each event holds, for whoever reads them by a program (JSON Schema 2020-12). */
export const GET = publicRoute(async () =>
  Response.json(publishedSchema(), { headers: { "content-type": "application/schema+json" } }),
);
