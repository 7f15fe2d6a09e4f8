/** Why an address cannot be registered; the screens have a sentence for each. */
export const ADDRESS_PROBLEMS = [
  "no_address",
  "fragment",
  "credentials",
  "wildcard",
  "insecure",
  "path",
  "local_https",
  "scheme",
] as const;
export type AddressProblem = (typeof ADDRESS_PROBLEMS)[number];

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A domain name in reverse, which keeps applications of others from taking it by chance (RFC 8252 §7.1). */
const PRIVATE_SCHEME = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/;

/**
 * Whether an application may be sent back to exactly this address: `https`, or `http` on the machine itself (RFC 8252
 * §7.3), with no fragment (RFC 6749 §3.1.2), no name and password, and no star that could be taken for a pattern. A native
 * application may have a scheme of its own (§7.1). The provider takes `https` of the machine itself from web applications
 * alone.
 */
export function findAddressProblem(text: string, kind: "web" | "native" = "web"): AddressProblem | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [scheme = "", path = ""] = text.split(/:(.*)/s);
  if (!url || /\s/.test(text) || !/^\/{1,2}[^/]/.test(path)) return "no_address";
  const isOfWeb = /^https?$/i.test(scheme);
  if (isOfWeb ? !path.startsWith("//") : kind === "web") return "no_address";
  if (!isOfWeb && !PRIVATE_SCHEME.test(scheme)) return "scheme";
  if (text.includes("#")) return "fragment";
  if (url.username !== "" || url.password !== "") return "credentials";
  if (text.includes("*")) return "wildcard";
  const isLoopback = LOOPBACK.has(url.hostname);
  if (url.protocol === "http:") return isLoopback ? null : "insecure";
  return isLoopback && kind === "native" ? "local_https" : null;
}

/** As an address, but scheme, name and port alone: where a browser's own calls come from (CORS). */
export function findOriginProblem(text: string): AddressProblem | null {
  return findAddressProblem(text) ?? (new URL(text).origin === text ? null : "path");
}
