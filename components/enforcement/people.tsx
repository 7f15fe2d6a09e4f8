"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ForeseenPerson } from "@/lib/admin/enforcement/preview";
import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import { useDates } from "@/lib/i18n/use-dates";
import type { Fate } from "@/lib/policy/core/preview";
import { FailureNotice } from "../settings/failure-notice";
import { useDownload } from "../settings/use-download";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { fetchJson } from "../users/fetch-users";
import { StuckPerson } from "./stuck-person";

type Page = { people: ForeseenPerson[]; next: string | null };

const queryOf = (change: PlannedChange, fate: Fate, after: string | null): string => {
  const query = new URLSearchParams({ change: JSON.stringify(change), fate });
  if (after) query.set("after", after);
  return query.toString();
};

/** The people behind one figure of a preview, by name, and the whole list as a file. */
export function ForeseenPeople({
  change,
  fate,
  onChanged,
}: {
  change: PlannedChange;
  fate: Fate;
  /** Given where those who cannot comply can be exempted or helped on the spot. */
  onChanged?: (() => void) | undefined;
}) {
  const t = useTranslations("enforcement.preview");
  const dates = useDates();
  const deed = useDownload(`preview ${fate}`);
  const list = useInfiniteQuery({
    queryKey: ["preview", change, fate],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<Page>(`/api/ui/preview?${queryOf(change, fate, pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
  const title = t("people", { what: t(`word.${fate}`) });
  return (
    <section aria-label={title} className="flex flex-col gap-2 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm font-medium">{title}</h3>
        <Button
          variant="ghost"
          size="sm"
          pending={deed.isPending}
          onClick={() => deed.start(`/api/ui/preview/csv?${queryOf(change, fate, null)}`)}
        >
          <Download aria-hidden="true" />
          {t("export")}
        </Button>
      </div>
      <FailureNotice failure={deed.failure} />
      {list.isPending && <Skeleton className="h-24" />}
      {list.isError && <Notice tone="danger">{t("failed")}</Notice>}
      <ul className="max-h-56 overflow-y-auto text-sm">
        {list.data?.pages
          .flatMap(({ people }) => people)
          .map((person) => (
            <li
              key={person.id}
              className="flex flex-wrap justify-between gap-x-3 border-b border-line py-1 last:border-0"
            >
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {person.name} <span className="text-muted">{person.email}</span>
              </span>
              {person.until && (
                <span className="text-muted">{t("until", { date: dates.day(person.until) })}</span>
              )}
              {fate === "cannot" && onChanged && <StuckPerson person={person} onChanged={onChanged} />}
            </li>
          ))}
      </ul>
      {list.hasNextPage && (
        <Button
          variant="secondary"
          size="sm"
          className="self-start"
          pending={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </section>
  );
}
