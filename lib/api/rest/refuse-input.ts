import { AppError } from "../../core/errors";

type Parsed = {
  success: boolean;
  error?: { issues: { path: PropertyKey[]; message: string; keys?: string[] }[] };
};

/** Throws `invalid_input` that names each field of a failed parse, 20 at most; `within`: what stands before its name. */
export function refuseInput(result: Parsed, within: readonly string[] = []): void {
  if (result.success) return;
  const issues = (result.error?.issues ?? []).slice(0, 20);
  const named = (path: readonly PropertyKey[]) => [...within, ...path].join(".");
  const fields = issues.flatMap(({ path, message, keys }) =>
    keys
      ? keys.map((key) => [named([...path, key]), "Not a field of this operation"] as const)
      : [[named(path) || "body", message] as const],
  );
  throw new AppError("invalid_input", { fields: Object.fromEntries(fields) });
}
