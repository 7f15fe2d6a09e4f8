"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import type { LogFilters } from "@/lib/audit/core/log-query";
import { readFilters, writeFilters } from "./filters";

/** The filters of the address bar. Changing them rewrites it in place: no page is loaded, nothing is added to the history. */
export function useFilters() {
  const filters = readFilters(useSearchParams());
  const setFilters = useCallback((changed: Partial<LogFilters>) => {
    const current = readFilters(new URLSearchParams(window.location.search));
    const query = writeFilters({ ...current, ...changed });
    window.history.replaceState(null, "", `${window.location.pathname}${query}`);
  }, []);
  return { filters, setFilters };
}
