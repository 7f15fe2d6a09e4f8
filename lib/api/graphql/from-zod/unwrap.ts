import { getOpenApiMetadata, getRefId } from "@asteasolutions/zod-to-openapi";
import type { z } from "zod";
import { camel } from "./names";

type Def = {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  element?: z.ZodType;
  keyType?: z.ZodType;
  valueType?: z.ZodType;
  options?: z.ZodType[];
  values?: unknown[];
  format?: string;
};

/** The parts of a schema that a translation looks at. */
export const defOf = (schema: z.ZodType): Def => schema.def as unknown as Def;

export type Bare = { schema: z.ZodType; isOptional: boolean; isNullable: boolean; description?: string };

/** A schema without what only says whether it has to be there, or what it is turned into. */
export function bare(schema: z.ZodType): Bare {
  let current = schema;
  let isOptional = false;
  let isNullable = false;
  let description = metadataOf(current).description;
  for (;;) {
    const { type, innerType, in: input } = defOf(current);
    const inner = type === "pipe" ? input : innerType;
    if (!inner) return { schema: current, isOptional, isNullable, ...(description ? { description } : {}) };
    if (type === "optional" || type === "default") isOptional = true;
    if (type === "nullable") isNullable = true;
    current = inner;
    description ??= metadataOf(current).description;
  }
}

export const isInteger = (schema: z.ZodType): boolean =>
  (schema as unknown as { isInt?: boolean }).isInt === true || defOf(schema).format === "safeint";

export const shapeOf = (schema: z.ZodType): Record<string, z.ZodType> =>
  (schema as unknown as { shape: Record<string, z.ZodType> }).shape;

/** The values of an enum, or of a literal of text. */
export const valuesOf = (schema: z.ZodType): string[] =>
  defOf(schema).type === "enum"
    ? [...(schema as unknown as { options: string[] }).options]
    : (defOf(schema).values ?? []).map(String);

/** A text about the API with its names as they are spelt here: `dry_run=true` is `dryRun: true`. */
export const inCamel = (text: string): string =>
  text.replace(
    /`([a-z]+(?:_[a-z]+)+)(=\w+)?`/gi,
    (_all, name: string, value: string = "") => `\`${camel(name)}${value.replace("=", ": ")}\``,
  );

/** The name and the documentation that OpenAPI has of a schema. */
export const metadataOf = (schema: z.ZodType): { name?: string; description?: string; type?: string } => {
  const { description, type } = (getOpenApiMetadata(schema) ?? {}) as { description?: string; type?: string };
  const name = getRefId(schema);
  return {
    ...(name ? { name } : {}),
    ...(description ? { description: inCamel(description) } : {}),
    ...(type ? { type } : {}),
  };
};
