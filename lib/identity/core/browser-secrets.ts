/** A browser keeps one secret per person who signs in there; beyond this many, the one longest unchanged goes. */
const MOST_PEOPLE = 6;
const SECRET = /^[\w-]{43}$/;

/** The secrets in a browser's cookie; what is no secret is passed over. */
export const readSecrets = (cookie: string | null): string[] =>
  (cookie ?? "")
    .split(".")
    .filter((secret) => SECRET.test(secret))
    .slice(0, MOST_PEOPLE);

/** The cookie's new value: a fresh secret first, the one it replaces left out. */
export const withSecret = (secrets: readonly string[], fresh: string, replaced: string | null): string =>
  [fresh, ...secrets.filter((secret) => secret !== replaced)].slice(0, MOST_PEOPLE).join(".");
