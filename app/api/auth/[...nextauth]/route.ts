import NextAuth from "next-auth";
import { AppError } from "@/lib/core/errors";
import { authOptions } from "@/lib/http/next-auth";
import { requireSameOrigin } from "@/lib/http/request";
import { publicRoute } from "@/lib/http/route";

/** What is used of next-auth's addresses; there are no others. */
const READING = new Set(["session", "csrf"]);
const CHANGING = new Set(["signout"]);

const run = (request: Request, params: unknown) =>
  NextAuth(request as never, { params } as never, authOptions());

export const GET = publicRoute(async (request, { params }) => {
  if (!READING.has(String(params.nextauth))) throw new AppError("not_found");
  return run(request, params);
});

export const POST = publicRoute(async (request, { params }) => {
  if (!CHANGING.has(String(params.nextauth))) throw new AppError("not_found");
  requireSameOrigin(request.headers);
  return run(request, params);
});
