import "server-only";
import type { z } from "zod";
import { builder } from "../builder";
import { enumOf } from "./enums";
import { camel, pascal } from "./names";
import { bare, defOf, isInteger, metadataOf, shapeOf, valuesOf } from "./unwrap";

/** An argument or a field of an input: how it is declared. */
export type InputType = { type: unknown; required: boolean; description?: string };

const inputs = new Map<string, unknown>();

type Field = { schema: z.ZodType; isOptional: boolean };

/** The fields of an input; those of the choices of a union together, each needed where every choice needs it. */
function fieldsOf(schema: z.ZodType): Map<string, Field> {
  const { type, options = [] } = defOf(schema);
  const shapes = type === "union" ? options.map(shapeOf) : [shapeOf(schema)];
  const names = new Set(shapes.flatMap((shape) => Object.keys(shape)));
  const entries = [...names].map((name): [string, Field] => {
    const all = shapes.flatMap((shape) => shape[name] ?? []);
    const isOptional = all.length < shapes.length || all.some((one) => bare(one).isOptional);
    return [name, { schema: all[0] as z.ZodType, isOptional }];
  });
  return new Map(entries);
}

/** The words that a union is told apart by. */
const choicesOf = (schema: z.ZodType, key: string): string[] =>
  (defOf(schema).options ?? []).flatMap((option) => valuesOf(shapeOf(option)[key] as z.ZodType));

function inputObject(schema: z.ZodType, otherwise: string): unknown {
  const name = `${metadataOf(schema).name ?? otherwise}Input`;
  const found = inputs.get(name);
  if (found) return found;
  const isUnion = defOf(schema).type === "union";
  const ref = builder.inputType(name, {
    fields: (t) =>
      Object.fromEntries(
        [...fieldsOf(schema)].map(([key, { schema: field, isOptional }]) => {
          const isChoice = isUnion && defOf(bare(field).schema).type === "literal";
          const { type, description } = isChoice
            ? { type: enumOf(choicesOf(schema, key), `${name}${pascal(key)}`), description: undefined }
            : inputOf(field, name, key);
          return [camel(key), t.field({ type, required: !isOptional, description } as never)];
        }),
      ) as never,
  });
  inputs.set(name, ref);
  return ref;
}

export function inputOf(field: z.ZodType, parent: string, key: string): InputType {
  const { schema, isOptional, isNullable, description } = bare(field);
  const shared = { required: !isOptional && !isNullable, ...(description ? { description } : {}) };
  const { type, element, format } = defOf(schema);
  const documented = metadataOf(field).type;
  if (documented === "boolean") return { type: "Boolean", ...shared };
  if (documented === "integer") return { type: "Int", ...shared };
  const named = `${parent}${pascal(key)}`;
  switch (type) {
    case "object":
    case "union":
      return { type: inputObject(schema, named), ...shared };
    case "array":
      return { type: [inputOf(element as z.ZodType, parent, key).type], ...shared };
    case "enum":
      return { type: enumOf(valuesOf(schema), named), ...shared };
    case "boolean":
      return { type: "Boolean", ...shared };
    case "literal":
      return { type: typeof defOf(schema).values?.[0] === "boolean" ? "Boolean" : "String", ...shared };
    case "number":
      return { type: isInteger(schema) ? "Int" : "Float", ...shared };
    case "string":
      return {
        type: format === "datetime" ? "DateTime" : /(^|_)ids?$/.test(key) ? "ID" : "String",
        ...shared,
      };
    case "record":
    case "unknown":
      return { type: "JSON", ...shared };
    default:
      throw new Error(`${parent}.${key} is of a kind that is not translated: ${type}`);
  }
}

/** What was sent under `schema`, in the API's own spelling. What is null where there is no null was left out. */
export function toWire(schema: z.ZodType, value: unknown): unknown {
  const { schema: inner } = bare(schema);
  const { type, element } = defOf(inner);
  if (value === null || value === undefined) return value;
  if (type === "array" && Array.isArray(value)) return value.map((one) => toWire(element as z.ZodType, one));
  if ((type !== "object" && type !== "union") || typeof value !== "object") return value;
  const sent = value as Record<string, unknown>;
  const entries = [...fieldsOf(inner)].flatMap(([key, { schema: field }]) => {
    const one = sent[camel(key)];
    if (one === undefined || (one === null && !bare(field).isNullable)) return [];
    return [[key, toWire(field, one)] as const];
  });
  return Object.fromEntries(entries);
}

/** The same for what stands in an address, where everything is text. */
export function toAddress(schema: z.ZodType, value: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(toWire(schema, value) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, one]) => [key, String(one)]));
}
