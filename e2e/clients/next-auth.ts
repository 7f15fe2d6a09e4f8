import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AuthOptions } from "next-auth";

type Handler = (request: unknown, response: unknown, options: AuthOptions) => Promise<void>;
// Its package says what it is to CommonJS alone
const { default: NextAuth } = createRequire(import.meta.url)("next-auth") as { default: Handler };

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return Object.fromEntries(new URLSearchParams(text));
}

const cookiesOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    (headers.cookie ?? "").split("; ").map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );

/** What next-auth expects of Next's API routes, on a server of Node's own. */
async function answer(request: IncomingMessage, response: ServerResponse, options: AuthOptions) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const nextauth = pathname.split("/").slice(3);
  const given = Object.assign(request, {
    query: { ...Object.fromEntries(searchParams), nextauth },
    cookies: cookiesOf(request),
    body: await formOf(request),
  });
  const send = (body: unknown) => response.end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
  const status = (code: number) => Object.assign(response, { statusCode: code });
  await NextAuth(given, Object.assign(response, { status, send, json: send }), options);
}

/** An application whose `/api/auth/*` is next-auth with these options. */
export async function startNextAuth(port: number, options: AuthOptions): Promise<() => void> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return () => server.close();
}
