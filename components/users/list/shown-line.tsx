"use client";

import { useTranslations } from "next-intl";
import { isBeginning } from "@/lib/policy/directory/terms";
import type { UserFilters } from "../filter/filters";
import { useCount } from "./use-users";

/** How many people are shown, of how many the filters find; and how a short search is understood. */
export function ShownLine({
  filters,
  shown,
  hasMore,
  isLoading,
  isUnknown,
}: {
  filters: UserFilters;
  shown: number;
  hasMore: boolean;
  isLoading: boolean;
  isUnknown: boolean;
}) {
  const t = useTranslations("users");
  const total = useCount(filters, hasMore);
  const isOfMany = hasMore && total !== undefined && total > shown;
  return (
    <p className="mb-2 flex flex-wrap gap-x-4 text-sm text-muted tabular-nums">
      <span role="status">
        {isLoading && t("loadingList")}
        {!isLoading &&
          !isUnknown &&
          (isOfMany ? t("shownOf", { shown, total }) : t("shown", { count: shown }))}
      </span>
      {filters.text !== "" && isBeginning(filters.text) && <span>{t("searchShort")}</span>}
    </p>
  );
}
