import "server-only";
import { builder } from "../builder";
import { constant, enumName } from "./names";

const made = new Map<string, unknown>();

/** The enum of these values; values are spelt in capitals and stand for what REST calls them. */
export function enumOf(values: readonly string[], otherwise: string): unknown {
  const name = enumName(values, otherwise);
  const found = made.get(name);
  if (found) return found;
  const entries = Object.fromEntries(values.map((value) => [constant(value), { value }]));
  const ref = builder.enumType(name, { values: entries });
  made.set(name, ref);
  return ref;
}
