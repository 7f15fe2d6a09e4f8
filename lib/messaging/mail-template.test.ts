import { expect, test } from "vitest";
import { renderMail } from "./mail-template";

const URL = "https://door.example/not-me/abc";
const LETTER = {
  locale: "de",
  subject: "Ihr Passwort wurde geändert",
  text: `Guten Tag Max,\n\nWaren Sie das nicht? Beenden Sie hier alle Sitzungen:\n${URL}\n\nSehen Sie nach: https://door.example/settings.`,
  action: { label: "Alle Sitzungen beenden", url: URL },
};

test("a mail says in which language it is, so that it is read out in that one", async () => {
  expect(await renderMail(LETTER)).toMatch(/<html[^>]* lang="de"/);
  expect(await renderMail({ ...LETTER, locale: "en" })).toMatch(/<html[^>]* lang="en"/);
});

test("the way on is one button, and its address stands below it for who cannot press it", async () => {
  const html = await renderMail(LETTER);
  const links = [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href, inner = ""]) => [
    href,
    inner.replace(/<!--.*?-->|<[^>]*>|&#\d+;|&#x[\da-f]+;/gis, "").trim(),
  ]);
  expect(links).toEqual([
    [URL, LETTER.action.label],
    [URL, URL],
    ["https://door.example/settings", "https://door.example/settings"],
  ]);
});

test("a mail without a way on has no button", async () => {
  expect(await renderMail({ ...LETTER, action: null })).not.toContain('class="button"');
});

test("a mail has a look for the dark, and fetches nothing", async () => {
  const html = await renderMail(LETTER);
  expect(html).toContain('name="color-scheme" content="light dark"');
  expect(html).toMatch(/@media \(prefers-color-scheme: ?dark\)/);
  expect(html).not.toMatch(/<img|<link|@import|url\(/);
});

test("words that look like markup are words", async () => {
  const html = await renderMail({ ...LETTER, text: 'Hello <b>"Max"</b>,\n\nx', action: null });
  expect(html).toContain("&lt;b&gt;");
});
