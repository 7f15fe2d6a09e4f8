import { NextResponse } from "next/server";
import { env } from "@/lib/core/env";
import { safeReturnTo, withReturnTo } from "@/lib/core/return-to";
import { nextStep } from "@/lib/http/next-step";
import { publicRoute } from "@/lib/http/route";
import { readSessionCookie } from "@/lib/http/session-cookie";

/** Mends a stale hint: writes the cookie from the session's row (or removes it) and goes on. Changes nothing else. */
export const GET = publicRoute(async (request) => {
  const returnTo = safeReturnTo(request.nextUrl.searchParams.get("returnTo"));
  const key = await readSessionCookie();
  const { next } = key ? await nextStep(key, returnTo) : { next: withReturnTo("/sign-in", returnTo) };
  return NextResponse.redirect(new URL(next, env().APP_URL));
});
