"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LogPageView } from "@/lib/admin/audit/log";
import type { LogFilters } from "@/lib/audit/core/log-query";
import { fetchJson } from "../users/fetch-users";
import { writeFilters } from "./filters";

const LIVE_MS = 5_000;

/** The first page as the server rendered it, and for which filters. */
export type FirstPage = { page: LogPageView; filters: LogFilters; at: number };

/**
 * The log, page by page. Live, it is read anew every five seconds while the window is looked at, as long as only the newest page
 * is open: further down the places stay where they are.
 */
export function useLog(filters: LogFilters, first: FirstPage, isLive: boolean) {
  const isFirst = JSON.stringify(first.filters) === JSON.stringify(filters);
  const query = useInfiniteQuery({
    queryKey: ["audit-log", filters],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<LogPageView>(`/api/ui/audit-log${writeFilters(filters, pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isLive && (state.data?.pages.length ?? 0) <= 1 ? LIVE_MS : false),
    refetchOnWindowFocus: false,
    ...(isFirst
      ? { initialData: { pages: [first.page], pageParams: [null] }, initialDataUpdatedAt: first.at }
      : {}),
  });
  const events = query.data?.pages.flatMap((page) => page.events) ?? [];
  const { fetchNextPage } = query;
  const isEmptySoFar = events.length === 0 && query.hasNextPage && !query.isFetching;
  useEffect(() => {
    if (isEmptySoFar) void fetchNextPage();
  }, [isEmptySoFar, fetchNextPage]);
  return { ...query, events };
}
