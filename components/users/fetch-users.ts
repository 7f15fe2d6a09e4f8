import type { Facets, UserPage } from "@/lib/admin/directory/list";
import type { SentInvitation } from "@/lib/admin/invitations";
import type { UserDetail } from "@/lib/admin/users";
import type { ErrorCode } from "@/lib/core/errors";
import { type UserFilters, writeFilters } from "./filter/filters";

/** What the server answered instead of data; `flowUrl` is where the way out is. */
export class Problem extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly flowUrl: string | null,
  ) {
    super(code);
    this.name = "Problem";
  }
}

export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } });
  const body: unknown = await response.json();
  if (response.ok) return body as T;
  const { code = "internal", flowUrl = null } = body as { code?: ErrorCode; flowUrl?: string };
  throw new Problem(code, flowUrl);
}

export const fetchUsers = (
  filters: UserFilters,
  after: string | null,
  signal: AbortSignal,
): Promise<UserPage> => fetchJson(`/api/ui/users${writeFilters(filters, after)}`, signal);

export const fetchCount = (filters: UserFilters, signal: AbortSignal): Promise<{ count: number | null }> =>
  fetchJson(`/api/ui/users/count${writeFilters({ ...filters, sort: "name" })}`, signal);

export const fetchFacets = (signal: AbortSignal): Promise<Facets> =>
  fetchJson("/api/ui/users/facets", signal);

export const fetchInvitations = (
  after: string | null,
  signal: AbortSignal,
): Promise<{ invitations: SentInvitation[]; next: string | null }> =>
  fetchJson(`/api/ui/invitations${after ? `?after=${encodeURIComponent(after)}` : ""}`, signal);

export const fetchUser = (id: string, signal: AbortSignal): Promise<UserDetail> =>
  fetchJson(`/api/ui/users/${encodeURIComponent(id)}`, signal);
