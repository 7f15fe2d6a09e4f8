"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import type { PolicyName } from "../filter/filter-bar";
import type { UserFilters } from "../filter/filters";
import { useCount } from "../list/use-users";
import { BulkDialog, type BulkKind } from "./bulk-dialog";
import type { Selection } from "./use-selection";

const KINDS = ["require", "exempt", "move", "remind", "reset"] as const satisfies readonly BulkKind[];

/** Slides in from below while somebody is chosen: how many they are, everybody who matches, and what can be done to them. */
export function BulkBar({
  selection,
  filters,
  shown,
  hasMore,
  policies,
  onChooseAll,
  onClear,
}: {
  selection: Selection;
  filters: UserFilters;
  /** Users that are loaded. */
  shown: number;
  hasMore: boolean;
  policies: readonly PolicyName[];
  onChooseAll: () => void;
  onClear: () => void;
}) {
  const t = useTranslations("users.bulk");
  const format = useFormatter();
  const [asked, setAsked] = useKept<{ kind: BulkKind; count: number } | null>("bulk", null);
  const isChosen = selection.isAll || selection.ids.size > 0;
  const total = useCount(filters, isChosen && hasMore) ?? shown;
  if (!isChosen) return null;
  const count = selection.isAll ? total : selection.ids.size;
  return (
    <>
      <section
        aria-label={t("label")}
        className="sticky bottom-2 z-20 mt-4 flex animate-rise flex-wrap items-center gap-2 rounded-md border border-line bg-raised p-3 shadow-float"
      >
        <p role="status" className="mr-2 font-medium tabular-nums">
          {t("chosen", { count })}
        </p>
        {!selection.isAll && total > selection.ids.size && (
          <Button variant="ghost" size="sm" onClick={onChooseAll}>
            {t("chooseAll", { count: format.number(total) })}
          </Button>
        )}
        <span className="flex flex-wrap gap-2 sm:ml-auto">
          {KINDS.map((one) => (
            <Button key={one} variant="secondary" size="sm" onClick={() => setAsked({ kind: one, count })}>
              {t(`deed.${one}.open`)}
            </Button>
          ))}
          <Button variant="ghost" size="sm" onClick={onClear}>
            {t("clear")}
          </Button>
        </span>
      </section>
      {asked && (
        <BulkDialog
          {...asked}
          selection={selection}
          filters={filters}
          policies={policies}
          onClose={() => setAsked(null)}
          onOrdered={onClear}
        />
      )}
    </>
  );
}
