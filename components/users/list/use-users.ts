"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { UserPage } from "@/lib/admin/directory/list";
import { fetchCount, fetchUsers } from "../fetch-users";
import { narrowing, type UserFilters } from "../filter/filters";

const REFRESH_MS = 10_000;
/** Many pages are read anew less often: a page per two seconds at most. */
const MS_PER_PAGE = 2_000;
const COUNT_REFRESH_MS = 60_000;

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
  const { fetchNextPage, hasNextPage, isFetching, isError } = query;
  const canGoOn = hasNextPage && !isFetching && !isError;
  const loadNext = useCallback(() => {
    if (canGoOn) void fetchNextPage();
  }, [canGoOn, fetchNextPage]);
  useLookFurther(users.length === 0 && canGoOn, fetchNextPage);
  return { ...query, users, loadNext };
}

/** How many users the filters find; unknown while all of them are shown anyway. */
export function useCount(filters: UserFilters, isAsked: boolean): number | undefined {
  const query = useQuery({
    queryKey: ["users", "count", narrowing(filters)],
    queryFn: ({ signal }) => fetchCount(filters, signal),
    enabled: isAsked,
    refetchInterval: COUNT_REFRESH_MS,
    staleTime: COUNT_REFRESH_MS / 2,
  });
  return query.data?.count ?? undefined;
}

/** Who is in grace is judged stretch by stretch: where nobody of one fits, the next is looked at. */
function useLookFurther(isEmptySoFar: boolean, fetchNextPage: () => unknown) {
  useEffect(() => {
    if (isEmptySoFar) void fetchNextPage();
  }, [isEmptySoFar, fetchNextPage]);
}
