import { readdirSync } from "node:fs";
import { marked } from "marked";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { DOC_FILES, DOC_PAGES } from "@/lib/docs/pages";
import { findDoc } from "@/lib/docs/read";
import { MESSAGES } from "@/lib/i18n/messages";
import { Blocks } from "./blocks";

vi.mock("server-only", () => ({}));

const draw = (tokens: Parameters<typeof Blocks>[0]["tokens"], file: string) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
      <Blocks tokens={tokens} file={file} />
    </NextIntlClientProvider>,
  );
const drawn = new Map(
  DOC_PAGES.map(({ path, file }) => [path, draw(findDoc(path)?.tokens ?? [], file)] as const),
);

test("every page for applications and for programs is served, each with a title of its own", () => {
  for (const folder of ["clients", "api"]) {
    const files = readdirSync(`docs/${folder}`).map((name) => `${folder}/${name}`);
    expect(DOC_PAGES.map(({ file }) => file)).toEqual(expect.arrayContaining(files));
  }
  const titles = DOC_PAGES.map(({ path }) => findDoc(path)?.title);
  expect(new Set(titles).size).toBe(DOC_PAGES.length);
  expect(findDoc("adr/0001-one-pure-decision")).toBeNull();
});

test.each([...drawn])("every link of %s leads to a page that is there, and to a part of it", (path, html) => {
  const targets = [...html.matchAll(/ href="((?:\/docs|#)[^"]*)"/g)].map(([, href = ""]) => href);
  for (const href of targets) {
    const [page = "", anchor] = href.split("#");
    const target = page === "" ? path : page.replace("/docs/", "");
    if (DOC_FILES.includes(target)) continue;
    expect(drawn.has(target), href).toBe(true);
    if (anchor) expect(drawn.get(target), href).toContain(` id="${anchor}"`);
  }
});

test.each([...drawn])(
  "%s is all there: every heading, block of code, row and list of its text",
  (path, html) => {
    const tokens = findDoc(path)?.tokens ?? [];
    const known = ["heading", "paragraph", "code", "list", "table", "blockquote", "hr", "space", "html"];
    expect(tokens.map(({ type }) => type).filter((type) => !known.includes(type))).toEqual([]);
    for (const token of tokens) if (token.type === "html") expect(token.raw).toMatch(/^<!--/);
    const types: string[] = [];
    marked.walkTokens(tokens, ({ type }) => void types.push(type));
    const count = (type: string) => types.filter((one) => one === type).length;
    expect(html.match(/<pre/g) ?? []).toHaveLength(count("code"));
    expect(html.match(/<table/g) ?? []).toHaveLength(count("table"));
    expect(html.match(/<h[123]/g) ?? []).toHaveLength(count("heading"));
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  },
);

test("HTML and links by other schemes are text and nothing else", () => {
  const text = `# A\n\n<script>alert(1)</script>\n\nsee <img src=x onerror=alert(1)> [one](javascript:alert(1)) [two](//evil.example) [three](../lib/secret.ts) **[four](../webhooks.md#ocsf)**`;
  const html = draw(marked.lexer(text), "clients/README.md");
  expect(html).not.toMatch(/<script|<img|javascript:|evil|secret\.ts/);
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).toContain('href="/docs/webhooks#ocsf"');
});
