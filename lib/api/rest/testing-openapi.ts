import { z } from "zod";

/**
 * What the OpenAPI 3.1 specification asks of the parts that our document has (§4.8). Strict: a misspelt field is a fault.
 */
const types = z.enum(["string", "number", "integer", "boolean", "object", "array", "null"]);

const jsonSchema: z.ZodType = z.lazy(() =>
  z.union([
    z.boolean(),
    z.strictObject({ $ref: z.string().regex(/^#\/components\/schemas\/\w+$/) }),
    z.strictObject({
      type: z.union([types, z.array(types).min(1)]).optional(),
      description: z.string().optional(),
      example: z.unknown().optional(),
      default: z.unknown().optional(),
      const: z.unknown().optional(),
      enum: z.array(z.unknown()).min(1).optional(),
      format: z.string().optional(),
      pattern: z.string().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      exclusiveMinimum: z.number().optional(),
      minLength: z.int().min(0).optional(),
      maxLength: z.int().min(0).optional(),
      minItems: z.int().min(0).optional(),
      maxItems: z.int().min(0).optional(),
      items: jsonSchema.optional(),
      properties: z.record(z.string(), jsonSchema).optional(),
      required: z.array(z.string()).min(1).optional(),
      propertyNames: jsonSchema.optional(),
      additionalProperties: jsonSchema.optional(),
      anyOf: z.array(jsonSchema).min(1).optional(),
      oneOf: z.array(jsonSchema).min(1).optional(),
      allOf: z.array(jsonSchema).min(1).optional(),
      discriminator: z.unknown().optional(),
    }),
  ]),
);

const content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema: jsonSchema }));

const parameter = z
  .strictObject({
    name: z.string().min(1),
    in: z.enum(["path", "query", "header"]),
    required: z.boolean().optional(),
    description: z.string().optional(),
    schema: jsonSchema,
    example: z.unknown().optional(),
  })
  .refine((one) => one.in !== "path" || one.required === true, "a path parameter is required");

const operation = z.strictObject({
  operationId: z.string().regex(/^\w+$/),
  tags: z.array(z.string()).min(1),
  summary: z.string().min(1),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).min(1),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: content.optional() }),
  ),
});

export const openApiSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
  servers: z.array(z.strictObject({ url: z.url() })).min(1),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), jsonSchema),
    parameters: z.record(z.string(), parameter).optional(),
    securitySchemes: z.strictObject({
      token: z.strictObject({
        type: z.literal("oauth2"),
        flows: z.strictObject({
          clientCredentials: z.strictObject({
            tokenUrl: z.url(),
            scopes: z.record(z.string(), z.string().min(1)),
          }),
        }),
      }),
    }),
  }),
  webhooks: z.record(z.string(), z.never()).optional(),
});
