import { env } from "../../lib/core/env.ts";

/** For whatever has no policy of its own: a page that missed its nonce runs no script rather than any. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const TWO_YEARS_SECONDS = 63_072_000;
/** Pages whose address is a secret. */
const SECRET_PAGES =
  /^\/(invite|reset-password|verify-email|confirm-address|enroll|recovery|cancel-reset|not-me|pair)\//;
const IMMUTABLE = /^\/_next\/static\//;

const COMMON = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
  ...(env().APP_URL.startsWith("https:")
    ? { "strict-transport-security": `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` }
    : {}),
};

/** Puts the security headers on every answer, whoever makes it (ASVS 3.4). */
export function harden(req, res) {
  for (const [name, value] of Object.entries(COMMON)) res.setHeader(name, value);
  const path = req.url ?? "/";
  res.setHeader("referrer-policy", SECRET_PAGES.test(path) ? "no-referrer" : "same-origin");
  const writeHead = res.writeHead;
  res.writeHead = function (...args) {
    if (!res.hasHeader("content-security-policy")) res.setHeader("content-security-policy", CLOSED_POLICY);
    if (!res.hasHeader("cache-control") && !IMMUTABLE.test(path)) res.setHeader("cache-control", "no-store");
    return writeHead.apply(this, args);
  };
}
