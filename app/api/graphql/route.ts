import type { NextRequest } from "next/server";
import { authenticate } from "@/lib/api/authenticate";
import { handleGraphql } from "@/lib/api/graphql/handle";
import { publicRoute, type RouteContext } from "@/lib/http/route";
import { sessionReader } from "@/lib/http/session-reader";

/** Always somebody's: a program by its token, or a signed-in administrator; each field guards itself (lib/api/graphql). */
const answer = async (request: NextRequest, { db, client }: RouteContext<null>) =>
  handleGraphql(request, { db, client, authenticate, session: await sessionReader(request, client) });

export const GET = publicRoute(answer);
export const POST = publicRoute(answer);
