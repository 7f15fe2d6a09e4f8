import { randomUUID } from "node:crypto";
import { env } from "../../lib/core/env.ts";

const { APP_URL, DEMO, TRUSTED_PROXY_HOPS } = env();
const PUBLIC_HOST = new URL(APP_URL).host;
const LOOPBACK = /^(127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** Probes of an orchestrator come by address, not by name. */
const PROBES = new Set(["/healthz", "/readyz"]);
/** Larger bodies than any form or file of ours. */
const MAX_BODY_BYTES = 1_048_576;

/** Names that only our own server may set. */
const OURS = [
  "x-sallyport-client-ip",
  "x-sallyport-url",
  "x-request-id",
  "x-nonce",
  "x-middleware-subrequest",
];

/** A UUIDv7 (RFC 9562 §5.7): it tells when, so that what a request did is found without an index of requests. */
function newRequestId() {
  const time = Date.now().toString(16).padStart(12, "0");
  return `req_${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

const refuse = (res, status, text, headers = {}) => {
  res.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    ...headers,
  });
  res.end(`${text}\n`);
  return false;
};

/** The caller's address: the socket's, or the one that the last trusted proxy hop wrote (never the client's own words). */
function clientIp(req) {
  const socket = req.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "unknown";
  if (TRUSTED_PROXY_HOPS === 0) return socket;
  const hops = String(req.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return hops.at(-TRUSTED_PROXY_HOPS) ?? socket;
}

/** A path of ours, in UTF-8 and without U+0000, which no table can hold: not `*`, not another server's address. */
function isPlainPath(url = "") {
  if (!url.startsWith("/") || /%00/i.test(url)) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return true;
  } catch {
    return false;
  }
}

/** Lets a request in, with the headers that say where it came from; or answers it here. */
export function admit(req, res) {
  if (!isPlainPath(req.url)) return refuse(res, 400, "This address cannot be read.");
  const host = req.headers.host ?? "";
  const path = (req.url ?? "/").split("?", 1)[0];
  if (!PROBES.has(path) && host !== PUBLIC_HOST) {
    const isOwnLoopback = LOOPBACK.test(host) && PUBLIC_HOST.startsWith("localhost");
    if (isOwnLoopback) return refuse(res, 308, "Use localhost.", { location: `${APP_URL}${req.url}` });
    const why = DEMO ? "This demo answers on localhost alone." : `This server answers for ${APP_URL}.`;
    return refuse(res, 421, why);
  }
  if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES)
    return refuse(res, 413, "That is too large.");
  const ip = clientIp(req);
  for (const name of OURS) delete req.headers[name];
  for (const name of Object.keys(req.headers)) if (name.startsWith("x-forwarded-")) delete req.headers[name];
  req.headers["x-sallyport-client-ip"] = ip;
  req.headers["x-sallyport-url"] = req.url;
  req.headers["x-request-id"] = newRequestId();
  res.setHeader("x-request-id", req.headers["x-request-id"]);
  return true;
}
