import type { NextRequest } from "next/server";
import { authenticate } from "@/lib/api/authenticate";
import { handleRest } from "@/lib/api/rest/app";
import { publicRoute, type RouteContext } from "@/lib/http/route";

/** The management API knows a caller by the token alone, never by a cookie; each operation guards itself (lib/api/rest). */
const answer = (request: NextRequest, { db, client }: RouteContext<null>) =>
  handleRest(request, { db, client, authenticate });

export const GET = publicRoute(answer);
export const POST = publicRoute(answer);
export const PUT = publicRoute(answer);
export const PATCH = publicRoute(answer);
export const DELETE = publicRoute(answer);
