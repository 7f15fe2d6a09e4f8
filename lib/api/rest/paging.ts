import { z } from "@hono/zod-openapi";
import { AppError } from "../../core/errors";

/** Auth0's bounds: page numbers reach no further than this, `from` and `take` reach everything. */
export const FURTHEST_BY_PAGE = 1_000;
const MOST_PER_PAGE = 100;
const USUAL_PER_PAGE = 50;

export const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, "A whole number")
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .optional()
    .openapi({ type: "integer", minimum: least, maximum: most });

/** `true` or `false`, as an address writes it. */
export const flag = () =>
  z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional()
    .openapi({ type: "boolean" });

/** Page numbers as Auth0 has them, or keyset paging by `from` and `take`. */
export const pagingQuery = {
  page: count(0, FURTHEST_BY_PAGE),
  per_page: count(1, MOST_PER_PAGE),
  include_totals: flag(),
  from: z.string().max(1_024).optional(),
  take: count(1, MOST_PER_PAGE),
};

export type Paging = {
  page?: number;
  per_page?: number;
  include_totals?: boolean;
  from?: string;
  take?: number;
};

/** Where a page begins and how long it is. Throws `invalid_input` beyond what page numbers reach. */
export function windowOf({ page = 0, per_page: perPage = USUAL_PER_PAGE }: Paging) {
  const start = page * perPage;
  if (start + perPage > FURTHEST_BY_PAGE)
    throw new AppError("invalid_input", {
      fields: { page: `Page numbers reach the first ${FURTHEST_BY_PAGE}; use from and take` },
    });
  return { start, limit: perPage };
}

export const isKeyset = ({ from, take }: Paging): boolean => from !== undefined || take !== undefined;
export const takeOf = ({ take = USUAL_PER_PAGE }: Paging): number => take;

/** A short list, whole in memory, as a page: an array, or with its totals where they are asked for. */
export function pageOf<T>(items: readonly T[], name: string, paging: Paging) {
  const { start, limit } = windowOf(paging);
  const page = items.slice(start, start + limit);
  return paging.include_totals
    ? { start, limit, length: page.length, total: items.length, [name]: page }
    : page;
}

/** What `pageOf` and its likes answer. */
export const pageSchema = (item: z.ZodType, name: string) =>
  z.union([
    z.array(item),
    z.object({
      start: z.int(),
      limit: z.int(),
      length: z.int(),
      total: z.int(),
      [name]: z.array(item),
    }),
    z.object({ next: z.string().nullable(), [name]: z.array(item) }),
  ]);

/** Where a list by name goes on, as an opaque word. */
export const nameCursor = ({ name, id }: { name: string; id: string }): string =>
  Buffer.from(JSON.stringify([name, id])).toString("base64url");

/** The place that a cursor, sent as `field`, names. Throws `invalid_input` for what is no cursor of such a list. */
export function readNameCursor(
  from: string | null | undefined,
  field = "from",
): { name: string; id: string } | null {
  if (from === undefined || from === null) return null;
  try {
    const [name, id] = JSON.parse(Buffer.from(from, "base64url").toString("utf8")) as unknown[];
    if (typeof name === "string" && typeof id === "string") return { name, id };
  } catch {
    // not one of ours
  }
  throw new AppError("invalid_input", { fields: { [field]: "Not a cursor of this list" } });
}
