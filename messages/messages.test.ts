import { readdirSync } from "node:fs";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { DEFAULT_LOCALE, LOCALES } from "@/lib/i18n/config";
import { MESSAGES } from "@/lib/i18n/messages";

type Tree = { [key: string]: string | Tree };

/** Every text of a tree by its full key. */
function flatten(tree: Tree, prefix = ""): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${prefix}${key}`, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

/** What a text must be given: its arguments with their kinds, and its tags. */
function argumentsOf(elements: MessageFormatElement[]): string[] {
  const found = elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    const own = `${element.value}:${TYPE[element.type]}`;
    if (element.type === TYPE.tag) return [own, ...argumentsOf(element.children)];
    if (element.type === TYPE.select || element.type === TYPE.plural) {
      const branches = Object.values(element.options).flatMap((option) => argumentsOf(option.value));
      return [own, ...branches];
    }
    return [own];
  });
  return [...new Set(found)].sort();
}

const english = new Map(flatten(MESSAGES[DEFAULT_LOCALE]));

describe.each(LOCALES)("the words in %s", (locale) => {
  const texts = new Map(flatten(MESSAGES[locale]));

  test("every file of the folder is served", () => {
    const files = readdirSync(new URL(`./${locale}/`, import.meta.url)).filter((name) =>
      name.endsWith(".json"),
    );
    expect(Object.keys(MESSAGES[locale]).sort()).toEqual(
      files.map((name) => name.replace(".json", "")).sort(),
    );
  });

  test("the keys are those of English", () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("no text is empty or has stray spaces", () => {
    expect([...texts].filter(([, text]) => text.trim() === "" || text !== text.trim())).toEqual([]);
  });

  test("every text takes the arguments that its English one takes", () => {
    const differing = [...texts].filter(([key, text]) => {
      const wanted = argumentsOf(parse(english.get(key) ?? ""));
      return argumentsOf(parse(text)).join() !== wanted.join();
    });
    expect(differing).toEqual([]);
  });
});
