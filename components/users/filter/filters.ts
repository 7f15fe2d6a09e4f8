import { ROLES, type Role } from "@/lib/identity/core/rights";
import { FACTOR_KINDS, type FactorKind, type ShieldStatus } from "@/lib/policy/core/types";
import { SIGNED_IN, type SignedIn, USER_SORTS, type UserSort } from "@/lib/policy/directory/terms";

export const STATUSES = [
  "active",
  "pending",
  "chosen",
  "exempt",
  "inactive",
] as const satisfies ShieldStatus[];

export const FACTORS = [...FACTOR_KINDS, "none"] as const;

/** What the list is narrowed by and its order, as they stand in the address bar; null or empty: not. */
export type UserFilters = {
  text: string;
  status: ShieldStatus | null;
  policy: string | null;
  role: Role | null;
  factor: FactorKind | "none" | null;
  signedIn: SignedIn | null;
  grace: "open" | null;
  sort: UserSort;
};

export const NO_FILTERS = {
  text: "",
  status: null,
  policy: null,
  role: null,
  factor: null,
  signedIn: null,
  grace: null,
} as const satisfies Omit<UserFilters, "sort">;

type Params = { get: (name: string) => string | null };

const LONGEST_TEXT = 100;
const LONGEST_ID = 64;
const FIRST_SORT: UserSort = "name";

const known = <T extends string>(values: readonly T[], value: string | null): T | null =>
  values.find((one) => one === value) ?? null;

/** Reads the filters of an address; what is not known there filters nothing. */
export function readFilters(params: Params): UserFilters {
  return {
    text: (params.get("text") ?? "").trim().slice(0, LONGEST_TEXT),
    status: known(STATUSES, params.get("status")),
    policy: params.get("policy")?.slice(0, LONGEST_ID) || null,
    role: known(ROLES, params.get("role")),
    factor: known(FACTORS, params.get("factor")),
    signedIn: known(SIGNED_IN, params.get("signedIn")),
    grace: known(["open"], params.get("grace")),
    sort: known(USER_SORTS, params.get("sort")) ?? FIRST_SORT,
  };
}

/** The filters as a query with its `?`; nothing at all where nothing filters. */
export function writeFilters(filters: UserFilters, after: string | null = null): string {
  const params = new URLSearchParams();
  const sort = filters.sort === FIRST_SORT ? null : filters.sort;
  for (const [name, value] of Object.entries({ ...filters, sort, after })) if (value) params.set(name, value);
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** What narrows the list, without its order. */
export const narrowing = ({ sort: _, ...filters }: UserFilters) => filters;

export const isFiltered = (filters: UserFilters): boolean => Object.values(narrowing(filters)).some(Boolean);
