import "server-only";
import SchemaBuilder from "@pothos/core";
import { GraphQLError } from "graphql";
import type { Context, Guard } from "./context";

export type Builder = typeof builder;

/** The code-first schema; what it holds is declared in the folders beside this file. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
  DefaultFieldNullability: false;
}>({ defaultFieldNullability: false });

/** A moment as RFC 3339 writes it, in UTC. Whether a sent one is good is the operation's to say. */
builder.scalarType("DateTime", {
  description: "A moment, as RFC 3339 writes it, in UTC",
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value !== "string") throw new GraphQLError("A moment is written as text");
    return value;
  },
});

builder.scalarType("JSON", {
  description: "Any JSON value",
  serialize: (value) => value,
  parseValue: (value) => value,
});

/** How a guard stands in the schema, for whoever reads it: the matrix of the tests, and this API's own document. */
export const guardExtensions = ({ scopes, alsoUses = [], isForAll = false }: Guard) => ({
  guard: { scopes: [...scopes], alsoUses: [...alsoUses], isForAll },
});
