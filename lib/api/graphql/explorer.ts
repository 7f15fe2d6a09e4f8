import "server-only";
import { randomBytes } from "node:crypto";

const TITLE = "GraphiQL: Sallyport";

/** What the explorer's own editor needs, for this page alone: workers made of its own text, and styles that it writes. */
const policyFor = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    "worker-src blob:",
    "img-src data:",
    "font-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/**
 * GraphiQL for whoever opens the address in a browser, from this server alone; for anything else the anti-forgery token that
 * a person's calls carry.
 */
export async function explorer(request: Request, csrfToken: string): Promise<Response> {
  if (!request.headers.get("accept")?.includes("text/html")) return Response.json({ csrfToken });
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const nonce = randomBytes(16).toString("base64");
  const page = renderGraphiQL({
    title: TITLE,
    endpoint: "/api/graphql",
    headers: JSON.stringify({ "x-csrf-token": csrfToken }),
    credentials: "same-origin",
    shouldPersistHeaders: false,
  });
  const html = String(page).replace("<script>", () => `<script nonce="${nonce}">`);
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policyFor(nonce) };
  return new Response(html, { headers });
}
