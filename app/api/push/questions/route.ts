import { awaitQuestions } from "@/lib/flows/approvals/questions";
import { answererOf } from "@/lib/http/answerer";
import { publicRoute } from "@/lib/http/route";

/** What this device is asked, known by its cookie; held while that is what it has `seen`, for 20 seconds at most. */
export const GET = publicRoute(async (request, { db, client }) => {
  const seen = (request.nextUrl.searchParams.get("seen") ?? "").split(",").filter(Boolean);
  const questions = await awaitQuestions(db, await answererOf(client), seen, request.signal);
  return Response.json({ questions }, { headers: { "cache-control": "no-store" } });
});
