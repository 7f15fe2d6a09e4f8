"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { UserSort } from "@/lib/policy/directory/terms";
import { cn } from "../../ui/cn";

export type SortKey = "name" | "last_sign_in" | "created";
export type Sorting = { sort: UserSort; onSort: (sort: UserSort) => void };

/** Names rise, moments begin with the latest; pressed again it is the other way round. */
const FIRST: Record<SortKey, UserSort> = {
  name: "name",
  last_sign_in: "-last_sign_in",
  created: "-created",
};

export const isSortedBy = (sort: UserSort, key: SortKey): boolean => sort.replace("-", "") === key;

/** For the column's `aria-sort`. */
export const ariaSort = ({ sort }: Sorting, key: SortKey) =>
  isSortedBy(sort, key) ? (sort.startsWith("-") ? "descending" : "ascending") : undefined;

/** The heading of a column that the list can be ordered by. */
export function SortHeading({
  of: key,
  sorting: { sort, onSort },
  className,
  children,
}: {
  of: SortKey;
  sorting: Sorting;
  className?: string;
  children: ReactNode;
}) {
  const isCurrent = isSortedBy(sort, key);
  const isReversed = sort.startsWith("-");
  const next = isCurrent ? (isReversed ? key : (`-${key}` as UserSort)) : FIRST[key];
  const Arrow = isReversed ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      onClick={() => onSort(next)}
      className={cn(
        "-mx-2 inline-flex min-h-11 items-center sm:min-h-8 gap-1 rounded-sm px-2 hover:text-ink",
        isCurrent && "text-ink",
        className,
      )}
    >
      {children}
      <Arrow aria-hidden="true" className={cn("size-3", !isCurrent && "invisible")} />
    </button>
  );
}
