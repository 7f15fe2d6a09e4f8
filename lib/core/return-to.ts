/** Where a person lands when nothing better is known. */
export const HOME = "/dashboard";
const LONGEST = 2_048;

/**
 * A path of our own to go back to, or `HOME`. Only what parses as a path on this very origin survives: no other origin,
 * no `//`, backslash, control character or user info (ASVS 3.7.2). Sign-in pages are no destination themselves: what
 * one of them leads to is.
 */
export function safeReturnTo(value: string | null | undefined): string {
  if (!value || value.length > LONGEST || !value.startsWith("/") || /^\/[/\\]|[\\\p{Cc}]/u.test(value)) {
    return HOME;
  }
  const base = "http://self.invalid";
  let url: URL;
  try {
    url = new URL(value, base);
  } catch {
    return HOME;
  }
  if (url.origin !== base || url.pathname.startsWith("//") || url.username) return HOME;
  const isPassage =
    /^\/(sign-in|sign-up|sign-out|setup-mfa|api|reset-password|forgot-password|recovery|access-pass|cancel-reset|not-me|pair)(\/|$)/.test(
      url.pathname,
    );
  if (isPassage) return safeReturnTo(url.searchParams.get("returnTo"));
  return url.pathname === "/" ? HOME : url.pathname + url.search + url.hash;
}

/** `path` with the destination carried along; the default destination is left out. */
export function withReturnTo(path: string, returnTo: string): string {
  const safe = safeReturnTo(returnTo);
  const joint = path.includes("?") ? "&" : "?";
  return safe === HOME ? path : `${path}${joint}returnTo=${encodeURIComponent(safe)}`;
}
