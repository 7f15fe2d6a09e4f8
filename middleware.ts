import { type NextRequest, NextResponse } from "next/server";
import { TOASTER_STYLE_SOURCES } from "@/components/ui/toaster-csp";
import { env, isSecureOrigin } from "@/lib/core/env";
import { detour } from "@/lib/edge/passage";
import { openSessionToken, sessionCookieName } from "@/lib/edge/session-hint";

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}' ${TOASTER_STYLE_SOURCES.join(" ")}`}`,
    "style-src-attr 'unsafe-inline'",
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecureOrigin() ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Decodes the cookie and sends unfinished sessions where they belong before any page runs. Not the guard: see lib/http. */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const isAction = request.method === "POST" && request.headers.has("next-action");
  if (!isAction) {
    const token = await openSessionToken(request.cookies.get(sessionCookieName())?.value);
    const { pathname, searchParams } = request.nextUrl;
    searchParams.delete("_rsc");
    const target = detour(pathname, searchParams.size > 0 ? `?${searchParams}` : "", token?.hint ?? null);
    if (target) return NextResponse.redirect(new URL(target, env().APP_URL));
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: [
    "/((?!api/|\\.well-known/|authorize$|authorize/|oauth/|oidc/|userinfo$|device/|_next/static/|_next/image|healthz$|readyz$|dev/inbox\\.json$|icon\\.svg$|apple-icon\\.png$|favicon\\.ico$|manifest\\.webmanifest$|sw\\.js$|icons/).*)",
  ],
};
