import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import { AppError } from "../core/errors";

/** The query of an address by its schema. Throws `invalid_input` with what is not right in it. */
export function parseQuery<S extends z.ZodType>(request: NextRequest, schema: S): z.output<S> {
  const result = schema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (result.success) return result.data;
  const fields = Object.fromEntries(result.error.issues.map(({ path }) => [path.join("."), "invalid_input"]));
  throw new AppError("invalid_input", { fields });
}
