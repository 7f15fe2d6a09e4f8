import { ROLES, type Role } from "@/lib/identity/core/rights";
import type { ShieldStatus } from "@/lib/policy/core/types";

export const STATUSES = [
  "active",
  "pending",
  "chosen",
  "exempt",
  "inactive",
] as const satisfies ShieldStatus[];

/** What the list is narrowed by, as it stands in the address bar; null or empty: not. */
export type UserFilters = {
  text: string;
  status: ShieldStatus | null;
  policy: string | null;
  role: Role | null;
};

type Params = { get: (name: string) => string | null };

const LONGEST_TEXT = 100;
const LONGEST_ID = 64;

/** Reads the filters of an address; what is not known there filters nothing. */
export function readFilters(params: Params): UserFilters {
  return {
    text: (params.get("text") ?? "").trim().slice(0, LONGEST_TEXT),
    status: STATUSES.find((status) => status === params.get("status")) ?? null,
    policy: params.get("policy")?.slice(0, LONGEST_ID) || null,
    role: ROLES.find((role) => role === params.get("role")) ?? null,
  };
}

/** The filters as a query with its `?`; nothing at all where nothing filters. */
export function writeFilters(filters: UserFilters, after: string | null = null): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, after })) if (value) params.set(name, value);
  const text = params.toString();
  return text ? `?${text}` : "";
}

export const isFiltered = ({ text, status, policy, role }: UserFilters): boolean =>
  text !== "" || status !== null || policy !== null || role !== null;
