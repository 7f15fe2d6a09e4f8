"use client";

import { useQuery } from "@tanstack/react-query";
import type { UserDetail } from "@/lib/admin/users";
import { fetchUser } from "../fetch-users";

const REFRESH_MS = 10_000;

/** One user, live like the list; what the server rendered comes first. */
export function useUser(first: UserDetail) {
  const query = useQuery({
    queryKey: ["user", first.id],
    queryFn: ({ signal }) => fetchUser(first.id, signal),
    initialData: first,
    refetchInterval: REFRESH_MS,
    refetchOnWindowFocus: "always",
  });
  return { user: query.data, error: query.error, refetch: query.refetch };
}
