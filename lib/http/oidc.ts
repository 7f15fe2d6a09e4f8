import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "../core/env";
import { database } from "../db/client";
import { currentProvider } from "../oidc/provider/provider";
import { answerByNode } from "./node-bridge";
import { REQUEST_URL_HEADER } from "./request";
import { publicRoute } from "./route";

/** The issuer is one address, whatever a request calls it: nobody's `Host` gets into an address that we give out. */
function pinToIssuer(req: IncomingMessage): void {
  const { host, protocol } = new URL(env().APP_URL);
  req.headers.host = host;
  req.headers["x-forwarded-host"] = host;
  req.headers["x-forwarded-proto"] = protocol.slice(0, -1);
}

/** One request to the provider, by the address that the public sees. */
export async function serveOidc(req: IncomingMessage, res: ServerResponse): Promise<void> {
  pinToIssuer(req);
  const provider = await currentProvider(database());
  await provider.callback()(req, res);
}

/**
 * A route of the OpenID provider. Such routes guard themselves by the protocol: client authentication, tokens, and an
 * interaction policy that asks `decide()`.
 */
export const oidcRoute = () =>
  publicRoute((request) => answerByNode(request, request.headers.get(REQUEST_URL_HEADER) ?? "/", serveOidc));
