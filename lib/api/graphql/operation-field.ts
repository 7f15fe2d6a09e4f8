import "server-only";
import type { GraphQLResolveInfo } from "graphql";
import type { z } from "zod";
import type { Operation } from "../rest/operation";
import { OPERATIONS } from "../rest/operations";
import { SELECTION } from "../rest/selection";
import { builder, guardExtensions } from "./builder";
import type { Context } from "./context";
import { inputOf, toAddress, toWire } from "./from-zod/input";
import { camel } from "./from-zod/names";
import { outputOf } from "./from-zod/output";
import { inCamel, shapeOf } from "./from-zod/unwrap";
import { perform } from "./perform";

/** The operations that fields stand for; a test asks that none is left over. */
export const OFFERED = new Set<string>();

export const keyOf = ({ method, path }: Operation): string => `${method} ${path}`;

/** The operation that REST has at `get /users/{id}` and its likes. */
export function operationAt(key: string): Operation {
  const found = OPERATIONS.find((one) => keyOf(one) === key);
  if (!found) throw new Error(`there is no operation ${key}`);
  OFFERED.add(key);
  return found;
}

/** `args`: arguments by another name than the address's; `without`: parts of the query that stand for nothing here. */
type Options = { args?: Record<string, string>; without?: readonly string[] };
type Args = Record<string, unknown>;

const partsOf = (schema: z.ZodType | undefined, without: readonly string[] = []) =>
  Object.entries(schema ? shapeOf(schema) : {}).filter(([key]) => ![...without, ...SELECTION].includes(key));

/** A field of the root that is one operation of the REST API: its parameters and query as arguments, its body as `input`. */
function fieldOf(name: string, operation: Operation, { args: named = {}, without }: Options) {
  const { params, query, body, answer } = operation;
  const argOf = (key: string): string => named[key] ?? camel(key);
  const output = answer ? outputOf(answer, "", name) : { type: "Boolean", isNullable: false };
  const toInput = (args: Args) => {
    const under = (key: string) => args[argOf(key)];
    const addressed = partsOf(query, without).filter(
      ([key]) => under(key) !== undefined && under(key) !== null,
    );
    return {
      params: Object.fromEntries(partsOf(params).map(([key]) => [key, under(key)])),
      query:
        query && toAddress(query, Object.fromEntries(addressed.map(([key]) => [camel(key), under(key)]))),
      body: body && toWire(body, args.input),
    };
  };
  return {
    description: descriptionOf(operation),
    type: output.type,
    nullable: true,
    extensions: { ...guardExtensions(operation), operation: keyOf(operation) },
    args: (t: { arg: (options: object) => unknown }) => ({
      ...Object.fromEntries(
        [...partsOf(params), ...partsOf(query, without)].map(([key, schema]) => [
          argOf(key),
          t.arg(inputOf(schema, name, key)),
        ]),
      ),
      ...(body ? { input: t.arg({ ...inputOf(body, name, "input"), required: true }) } : {}),
    }),
    resolve: (_root: unknown, args: Args, context: Context, { path }: GraphQLResolveInfo) =>
      perform(context, operation, toInput(args), String(path.key)),
  };
}

/** What it does, and which scopes open it. */
function descriptionOf({ summary, description, scopes }: Operation): string {
  const any = scopes.map((scope) => `\`${scope}\``).join(" or ");
  return inCamel([`${summary}.`, description, `Takes ${any}.`].filter(Boolean).join(" "));
}

type Fields = Record<string, string | [key: string, options: Options]>;

function add(kind: "queryFields" | "mutationFields", fields: Fields): void {
  builder[kind](
    (t) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, spec]) => {
          const [key, options] = typeof spec === "string" ? [spec, {}] : spec;
          const { args, ...field } = fieldOf(name, operationAt(key), options);
          return [name, t.field({ ...field, args: args(t as never) } as never)];
        }),
      ) as never,
  );
}

export const addQueries = (fields: Fields): void => add("queryFields", fields);
export const addMutations = (fields: Fields): void => add("mutationFields", fields);
