import { expect, test } from "vitest";
import { MESSAGES } from "../../i18n/messages";
import { SCOPE_NAMES } from "../core/scopes";
import { restDocument } from "./app";
import { referenceOf } from "./reference";
import { openApiSchema } from "./testing-openapi";

const document = JSON.parse(JSON.stringify(restDocument())) as ReturnType<typeof restDocument>;
const text = JSON.stringify(document);

test("the document is OpenAPI 3.1", () => {
  const result = openApiSchema.safeParse(document);
  expect(result.error?.issues ?? []).toEqual([]);
});

test("every reference leads somewhere, and every schema is used", () => {
  const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]);
  const defined = Object.keys(document.components?.schemas ?? {});
  expect([...new Set(named)].filter((name) => !defined.includes(name ?? ""))).toEqual([]);
  expect(defined.filter((name) => !named.includes(name))).toEqual([]);
});

test("every part of an address is a parameter, and operations have names of their own", () => {
  const ids: string[] = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const entry of Object.values(item)) {
      ids.push(entry.operationId);
      const declared = (entry.parameters ?? []).filter((one: { in: string }) => one.in === "path");
      expect(declared.map((one: { name: string }) => one.name).sort(), path).toEqual(parts.sort());
    }
  }
  expect(new Set(ids).size).toBe(ids.length);
});

test("every scope has its line in both languages, and every operation names scopes that exist", () => {
  for (const messages of Object.values(MESSAGES))
    expect(Object.keys(messages.api.scope).sort()).toEqual([...SCOPE_NAMES].sort());
  const named = [...text.matchAll(/"security":\[\{"token":\[([^\]]*)\]/g)].flatMap(
    (match) => JSON.parse(`[${match[1]}]`) as string[],
  );
  expect(named.filter((scope) => !(SCOPE_NAMES as string[]).includes(scope))).toEqual([]);
});

test("what people read holds every operation of the document", () => {
  const { tags } = referenceOf(document);
  const listed = tags.flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`));
  const documented = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(listed.sort()).toEqual(documented.sort());
});
