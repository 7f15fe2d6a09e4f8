import "server-only";
import type { z } from "zod";
import { builder } from "../builder";
import { enumOf } from "./enums";
import { fieldName, pascal } from "./names";
import { bare, defOf, isInteger, metadataOf, shapeOf, valuesOf } from "./unwrap";

/** A type as a field names it: `[X]` for a list. */
export type OutputType = { type: unknown; isNullable: boolean; description?: string };

const objects = new Map<string, unknown>();
const isId = (name: string): boolean => /(^i|_i|I)d$/.test(name);

/** The object type of a schema of what the API answers; one for each name. */
export function objectOf(schema: z.ZodType, otherwise = ""): unknown {
  const name = metadataOf(schema).name ?? otherwise;
  const found = objects.get(name);
  if (found) return found;
  const ref = builder.objectRef<Record<string, unknown>>(name);
  objects.set(name, ref);
  ref.implement({
    fields: (t) =>
      Object.fromEntries(
        Object.entries(shapeOf(schema)).map(([key, field]) => {
          const { type, isNullable, description } = outputOf(field, name, key);
          const resolve = (parent: Record<string, unknown>) => parent[key] ?? null;
          const options = { type, nullable: isNullable, description, resolve };
          return [fieldName(name, key), t.field(options as never)];
        }),
      ) as never,
  });
  return ref;
}

/** How many there are of each value of an enum. */
function countsOf(keys: readonly string[]): unknown {
  const name = "StatusCounts";
  const found = objects.get(name);
  if (found) return found;
  const ref = builder.objectRef<Record<string, number>>(name);
  objects.set(name, ref);
  ref.implement({
    fields: (t) =>
      Object.fromEntries(keys.map((key) => [key, t.int({ resolve: (counts) => counts[key] ?? 0 })])),
  });
  return ref;
}

/** The type of a field `key` of `parent`. */
export function outputOf(field: z.ZodType, parent: string, key: string): OutputType {
  const { schema, isOptional, isNullable, description } = bare(field);
  const { type, element, keyType, format, options = [] } = defOf(schema);
  const shared = { isNullable: isOptional || isNullable, ...(description ? { description } : {}) };
  const named = `${parent}${pascal(key)}`;
  switch (type) {
    case "object":
      return { type: objectOf(schema, named), ...shared };
    case "array":
      return { type: [outputOf(element as z.ZodType, parent, key).type], ...shared };
    case "enum":
      return { type: enumOf(valuesOf(schema), named), ...shared };
    case "union":
      // Lists answer an array where no totals are asked for
      return outputOf(options[0] as z.ZodType, parent, key);
    case "boolean":
      return { type: "Boolean", ...shared };
    case "literal":
      return { type: typeof defOf(schema).values?.[0] === "boolean" ? "Boolean" : "String", ...shared };
    case "number":
      return { type: isInteger(schema) ? "Int" : "Float", ...shared };
    case "string":
      return { type: format === "datetime" ? "DateTime" : isId(key) ? "ID" : "String", ...shared };
    case "record":
      return {
        type: keyType && defOf(keyType).type === "enum" ? countsOf(valuesOf(keyType)) : "JSON",
        ...shared,
      };
    case "unknown":
      return { type: "JSON", ...shared };
    default:
      throw new Error(`${parent}.${key} is of a kind that is not translated: ${type}`);
  }
}
