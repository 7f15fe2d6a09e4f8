import { randomBytes } from "node:crypto";

const COOKIE = "shop";
const HOURS = 8;

/** Visits by the secret in their cookie. They live in memory: a shop with more than one process keeps them elsewhere. */
const visits = new Map();

const newVisit = () => ({
  person: null,
  order: { number: 1042, isPaid: false },
  address: "12 Harbour Street, 20457 Hamburg",
  /** Requests that are out at the provider, by their `state`. */
  asked: new Map(),
  notice: null,
  until: Date.now() + HOURS * 3_600_000,
});

const secretOf = (request) => /(?:^|;\s*)shop=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? "")?.[1];

/** The visit of a browser; a new one where it has none. */
export function visitOf(request, response) {
  const visit = visits.get(secretOf(request) ?? "");
  return visit && visit.until > Date.now() ? visit : begin(response);
}

/** A visit under a new secret: from signing in on, the one before is worth nothing. */
export function begin(response, from = newVisit()) {
  for (const [secret, visit] of visits) if (visit === from || visit.until < Date.now()) visits.delete(secret);
  const secret = randomBytes(32).toString("base64url");
  visits.set(secret, from);
  response.setHeader("set-cookie", `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Lax`);
  return from;
}

export function end(request) {
  visits.delete(secretOf(request) ?? "");
}
