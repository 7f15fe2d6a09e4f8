/** Larger pictures are drawn smaller before they are sent. */
export const LOGO_PIXELS = 128;
/** In characters of its `data:` address. */
const LONGEST = 60_000;

/** What a picture's first characters are in base64, by its kind. SVG is none: it may carry more than a picture. */
const BEGINNINGS: Record<string, string> = {
  "image/png": "iVBORw0KGgo",
  "image/jpeg": "/9j/",
  "image/webp": "UklGR",
};

/** Whether this is a small picture as a `data:` address, of the kind that it says it is. */
export function isLogo(text: string): boolean {
  const found = text.match(/^data:(image\/(?:png|jpeg|webp));base64,([A-Za-z0-9+/]+={0,2})$/);
  if (!found || text.length > LONGEST) return false;
  const [, kind = "", data = ""] = found;
  return data.startsWith(BEGINNINGS[kind] ?? "!");
}
