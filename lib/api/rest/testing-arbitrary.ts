import fc from "fast-check";

type JsonSchema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  $ref?: string;
};

const anything = () => fc.jsonValue({ maxDepth: 2 });

/** Values near a JSON schema: mostly what it describes, now and then anything at all. */
export function arbitraryOf(
  schema: unknown,
  resolve: (ref: string) => unknown = () => ({}),
): fc.Arbitrary<unknown> {
  if (typeof schema !== "object" || schema === null) return anything();
  const {
    $ref,
    enum: values,
    anyOf,
    oneOf,
    type,
    properties,
    required = [],
    items,
    ...rest
  } = schema as JsonSchema;
  if ($ref) return arbitraryOf(resolve($ref), resolve);
  if ("const" in rest) return fc.constant(rest.const);
  if (values) return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, anything());
  const choices = anyOf ?? oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, resolve)));
  if (properties) {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, arbitraryOf(field, resolve)]),
    );
    return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  }
  switch (Array.isArray(type) ? type[0] : type) {
    case "string":
      return fc.oneof(
        fc.string({ unit: "binary" }),
        fc.emailAddress(),
        fc.constantFrom("", "\u0000", "usr_x"),
      );
    case "integer":
    case "number":
      return fc.oneof(fc.integer(), fc.double());
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(arbitraryOf(items, resolve), { maxLength: 3 });
    case "object":
      return fc.dictionary(fc.string(), anything(), { maxKeys: 3 });
    default:
      return anything();
  }
}
