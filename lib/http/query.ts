import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import { AppError } from "../core/errors";

/** What stands in an address after its `?`, by a schema. Throws `invalid_input` with the names that are wrong. */
export function parseQuery<S extends z.ZodType>(schema: S, request: NextRequest): z.output<S> {
  const query = schema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (query.success) return query.data;
  const fields = Object.fromEntries(query.error.issues.map(({ path }) => [path.join("."), "invalid_input"]));
  throw new AppError("invalid_input", { fields });
}
