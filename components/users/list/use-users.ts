"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { UserPage } from "@/lib/admin/users";
import { fetchUsers } from "../fetch-users";
import type { UserFilters } from "../filters";

const REFRESH_MS = 10_000;
/** Many pages are read anew less often: a page per two seconds at most. */
const MS_PER_PAGE = 2_000;

/** The first page as the server rendered it, and for which filters. */
export type FirstPage = { page: UserPage; filters: UserFilters; at: number };

/** The list, page by page, read anew every ten seconds and when the window is looked at again. */
export function useUsers(filters: UserFilters, first: FirstPage) {
  const isFirst = JSON.stringify(first.filters) === JSON.stringify(filters);
  const query = useInfiniteQuery({
    queryKey: ["users", filters],
    queryFn: ({ pageParam, signal }) => fetchUsers(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => Math.max(REFRESH_MS, (state.data?.pages.length ?? 0) * MS_PER_PAGE),
    refetchOnWindowFocus: "always",
    ...(isFirst
      ? { initialData: { pages: [first.page], pageParams: [null] }, initialDataUpdatedAt: first.at }
      : {}),
  });
  const users = query.data?.pages.flatMap((page) => page.users) ?? [];
  useLookFurther(users.length === 0 && query.hasNextPage && !query.isFetching, query.fetchNextPage);
  return { ...query, users };
}

/** A filter by status looks at so many rows at a time: where none of them fits, the next are looked at. */
function useLookFurther(isEmptySoFar: boolean, fetchNextPage: () => unknown) {
  useEffect(() => {
    if (isEmptySoFar) void fetchNextPage();
  }, [isEmptySoFar, fetchNextPage]);
}
