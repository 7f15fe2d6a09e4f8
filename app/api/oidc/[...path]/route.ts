import { oidcRoute } from "@/lib/http/oidc";

/** Every address of the OpenID provider comes here by a rewrite (next.config.ts). */
export const GET = oidcRoute();
export const POST = oidcRoute();
export const PUT = oidcRoute();
export const DELETE = oidcRoute();
export const OPTIONS = oidcRoute();
