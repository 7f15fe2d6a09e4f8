import { type LogFilters, logFiltersSchema } from "@/lib/audit/core/log-query";

type Params = { get: (name: string) => string | null };

const NAMES = ["text", "action", "result", "actor", "target", "from", "to"] as const;

export const NO_FILTERS: LogFilters = logFiltersSchema.parse({});

/** Reads the filters of an address; what cannot be one filters nothing. */
export function readFilters(params: Params): LogFilters {
  const { shape } = logFiltersSchema;
  const entries = NAMES.map((name) => {
    const given = params.get(name) || undefined;
    const result = shape[name].safeParse(given);
    return [name, result.success ? result.data : NO_FILTERS[name]];
  });
  return Object.fromEntries(entries) as LogFilters;
}

/** The filters as a query with its `?`; nothing at all where nothing filters. */
export function writeFilters(filters: LogFilters, after: string | null = null): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, after })) if (value) params.set(name, value);
  const text = params.toString();
  return text ? `?${text}` : "";
}

export const isFiltered = (filters: LogFilters): boolean => writeFilters(filters) !== "";
