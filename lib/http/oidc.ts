import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env, isSecureOrigin } from "../core/env";
import { database } from "../db/client";
import { openSessionToken, sessionCookieName } from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import { SESSION_COOKIE } from "../oidc/provider/configuration";
import { currentProvider } from "../oidc/provider/provider";
import { setVisitor, type Visitor } from "../oidc/provider/visitor";
import { findSessionSubject } from "../policy/facts";
import { answerByNode } from "./node-bridge";
import { clientOf, REQUEST_URL_HEADER } from "./request";
import { publicRoute } from "./route";

/** The issuer is one address, whatever a request calls it: nobody's `Host` gets into an address that we give out. */
function pinToIssuer(req: IncomingMessage): void {
  const { host, protocol } = new URL(env().APP_URL);
  req.headers.host = host;
  req.headers["x-forwarded-host"] = host;
  req.headers["x-forwarded-proto"] = protocol.slice(0, -1);
}

const cookiePairs = (header: string | null | undefined): string[] =>
  (header ?? "").split(/;\s*/).filter((pair) => pair !== "");

async function readVisitor(headers: Headers): Promise<Visitor> {
  const name = `${sessionCookieName()}=`;
  const sealed = cookiePairs(headers.get("cookie")).find((pair) => pair.startsWith(name));
  const token = await openSessionToken(sealed?.slice(name.length));
  const found = token ? await findSessionSubject(database(), token, availableKinds()) : null;
  const subject = found && !found.facts.session.ended && !found.facts.user.blocked ? found : null;
  return { client: clientOf(headers), subject, pending: [], isSignedOut: false };
}

/**
 * The provider's session is ours: its cookie is written here from our session's row, whatever the browser sent under its
 * name, so that it is worth nothing to anybody.
 */
function presentSession(req: IncomingMessage, { subject }: Visitor): void {
  if (!subject) return;
  const others = cookiePairs(req.headers.cookie).filter((pair) => !pair.startsWith(`${SESSION_COOKIE}=`));
  req.headers.cookie = [...others, `${SESSION_COOKIE}=${subject.sessionId}`].join("; ");
}

/** The provider's cookies without its session's, which is ours; ours goes where the provider signed the user out. */
function keepCookies(headers: Headers, visitor: Visitor): void {
  const set = headers.getSetCookie().map((line) => line.replace(/samesite=none/i, "samesite=lax"));
  headers.delete("set-cookie");
  for (const line of set)
    if (!visitor.subject || !line.startsWith(`${SESSION_COOKIE}=`)) headers.append("set-cookie", line);
  if (!visitor.isSignedOut) return;
  const secure = isSecureOrigin() ? "; Secure" : "";
  const over = `${sessionCookieName()}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`;
  headers.append("set-cookie", over);
}

/** For the one page of the provider's that submits itself (`response_mode=form_post`): its own script and nothing else. */
const FORM_POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

async function askProvider(req: IncomingMessage, res: ServerResponse, visitor: Visitor): Promise<void> {
  pinToIssuer(req);
  setVisitor(req, visitor);
  presentSession(req, visitor);
  res.setHeader("content-security-policy", FORM_POLICY);
  const provider = await currentProvider(database());
  await provider.callback()(req, res);
  await Promise.all(visitor.pending);
}

/** The device's form is a page of ours, so its answer has an address of its own. */
const publicAddress = (address: string): string => address.replace(/^\/oidc\/device(?=$|\?)/, "/device");

/** A page of ours that asks by script follows the answer itself: a form would be held back by `form-action`. */
function forScripts(request: Request, answer: Response): Response {
  const location = answer.headers.get("location");
  const isAsked = request.headers.get("accept") === "application/json" && request.method === "POST";
  if (!isAsked || !location || answer.status !== 303) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("location");
  headers.delete("content-length");
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify({ location }), { status: 200, headers });
}

/** One request to the provider. `address`: path and query as the public sees them. */
export async function answerOidc(request: Request, address: string): Promise<Response> {
  const visitor = await readVisitor(request.headers);
  const answer = await answerByNode(request, publicAddress(address), (req, res) =>
    askProvider(req, res, visitor),
  );
  keepCookies(answer.headers, visitor);
  return forScripts(request, answer);
}

/**
 * A route of the OpenID provider. Such routes guard themselves by the protocol: client authentication, tokens, and an
 * interaction policy that asks `decide()`.
 */
export const oidcRoute = () =>
  publicRoute((request) => answerOidc(request, request.headers.get(REQUEST_URL_HEADER) ?? "/"));
