import { posix } from "node:path";
import { DOC_FILES, DOC_PAGES } from "./pages";

/**
 * Where a link on a page leads to when it is served: another page, a part of one, or an address elsewhere. Null: to a file that
 * is not served, or by a scheme that no page uses.
 */
export function resolveLink(file: string, href: string): string | null {
  if (/^(https?|mailto):/.test(href)) return href;
  if (/^[a-z][\w+.-]*:/i.test(href) || href.startsWith("//")) return null;
  if (href.startsWith("#")) return href;
  const [target = "", anchor] = href.split("#");
  const named = posix.join(posix.dirname(file), target);
  if (DOC_FILES.includes(named)) return `/docs/${named}`;
  const found = DOC_PAGES.find((page) => page.file === named);
  if (!found) return null;
  return `/docs/${found.path}${anchor ? `#${anchor}` : ""}`;
}
