import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Token } from "marked";
import { DOC_PAGES, DOC_SECTIONS, type DocPage, type DocSectionName } from "./pages";

/** A page as it is shown: `id`s of its headings are as GitHub makes them. */
export type Doc = DocPage & { title: string; tokens: Token[] };

const kept = new Map<string, Doc>();

/** Read once: a page changes with the program alone. */
function read(page: DocPage): Doc {
  const found = kept.get(page.file);
  if (found) return found;
  const text = readFileSync(join(/* turbopackIgnore: true */ process.cwd(), "docs", page.file), "utf8");
  const title = text.match(/^# (.+)$/m)?.[1] ?? page.path;
  const doc = { ...page, title, tokens: marked.lexer(text) };
  kept.set(page.file, doc);
  return doc;
}

/** Null: there is no such page. */
export function findDoc(path: string): Doc | null {
  const page = DOC_PAGES.find((one) => one.path === path);
  return page ? read(page) : null;
}

export type DocIndex = { name: DocSectionName; pages: { path: string; title: string }[] }[];

export const docIndex = (): DocIndex =>
  DOC_SECTIONS.map(({ name, pages }) => ({
    name,
    pages: pages.map((page) => ({ path: page.path, title: read(page).title })),
  }));
