import "server-only";
import { ERRORS, type ErrorCode } from "../../core/errors";
import type { restDocument } from "./app";
import type { Method } from "./operation";

export type ReferenceField = { name: string; type: string; isRequired: boolean; description: string };
export type ReferenceOperation = {
  id: string;
  method: Method;
  path: string;
  summary: string;
  description: string;
  scopes: string[];
  parameters: ReferenceField[];
  body: ReferenceField[];
  answer: ReferenceField[];
  statuses: string[];
};
export type Reference = {
  tags: { tag: string; operations: ReferenceOperation[] }[];
  scopes: [string, string][];
  errors: { code: string; status: number; message: string }[];
};

type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
};
type Document = ReturnType<typeof restDocument>;
type Resolve = (schema: Schema | undefined) => Schema | undefined;

const resolver =
  ({ components }: Document): Resolve =>
  (schema) =>
    schema?.$ref
      ? (components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""] as Schema | undefined)
      : schema;

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "object";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.items) return `${typeOf(schema.items)}[]`;
  return [schema.type ?? "any"].flat().join(" | ");
}

/** The fields of an object; of a list or of several shapes, those of the first object in it. */
function fieldsOf(schema: Schema | undefined, resolve: Resolve): ReferenceField[] {
  const found = resolve(schema);
  if (!found) return [];
  if (found.properties) {
    const { properties, required = [] } = found;
    return Object.entries(properties).map(([name, field]) => ({
      name,
      type: typeOf(field),
      isRequired: required.includes(name),
      description: field.description ?? "",
    }));
  }
  const inner = found.items ?? (found.anyOf ?? found.oneOf)?.at(0);
  return inner ? fieldsOf(inner, resolve) : [];
}

/** The document in the order in which it is read: by subject, with the scopes and every error there is. */
export function referenceOf(document: Document): Reference {
  const resolve = resolver(document);
  const byTag = new Map<string, ReferenceOperation[]>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, entry] of Object.entries(item ?? {})) {
      const list = byTag.get(entry.tags[0]) ?? [];
      byTag.set(entry.tags[0], list);
      const good = Object.entries<{ content?: Record<string, { schema: Schema }> }>(entry.responses).find(
        ([status]) => status.startsWith("2"),
      );
      list.push({
        id: entry.operationId,
        method: method as Method,
        path,
        summary: entry.summary,
        description: entry.description ?? "",
        scopes: entry.security?.[0]?.token ?? [],
        parameters: (entry.parameters ?? []).map(
          (one: { name: string; required?: boolean; schema: Schema; description?: string }) => ({
            name: one.name,
            type: typeOf(one.schema),
            isRequired: one.required === true,
            description: one.schema.description ?? one.description ?? "",
          }),
        ),
        body: fieldsOf(entry.requestBody?.content?.["application/json"]?.schema, resolve),
        answer: fieldsOf(Object.values(good?.[1].content ?? {})[0]?.schema, resolve),
        statuses: Object.keys(entry.responses),
      });
    }
  }
  const { flows } = document.components.securitySchemes.token;
  return {
    tags: [...byTag].map(([tag, operations]) => ({ tag, operations })),
    scopes: Object.entries(flows.clientCredentials.scopes),
    errors: (Object.keys(ERRORS) as ErrorCode[]).map((code) => ({ code, ...ERRORS[code] })),
  };
}
