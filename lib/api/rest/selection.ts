import { z } from "@hono/zod-openapi";
import { AppError } from "../../core/errors";
import { flag } from "./paging";

/** What of an answer is sent, as Auth0 has it: names with commas between, to keep or (`include_fields=false`) to leave out. */
export const selectionQuery = {
  fields: z
    .string()
    .max(500)
    .optional()
    .openapi({ description: "Names of fields, with commas between; the others are left out" }),
  include_fields: flag(),
};

export const SELECTION = Object.keys(selectionQuery);

type Selection = { fields?: string | undefined; include_fields?: boolean | undefined };

/**
 * One thing, a list of them or a page with such a list, with no more than the chosen fields. Throws `invalid_input` for a name
 * that is not among `known`.
 */
export function select(body: unknown, selection: Selection, known: readonly string[]): unknown {
  if (selection.fields === undefined) return body;
  const names = selection.fields.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError("invalid_input", { fields: { fields: `There is no field ${unknown}` } });
  const isKept = (name: string) => names.includes(name) === (selection.include_fields ?? true);
  const cut = (one: object) => Object.fromEntries(Object.entries(one).filter(([name]) => isKept(name)));
  if (Array.isArray(body)) return body.map(cut);
  const page = body as { users?: object[] };
  return page.users ? { ...page, users: page.users.map(cut) } : cut(page);
}
