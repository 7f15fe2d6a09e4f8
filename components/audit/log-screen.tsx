"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LogItem } from "@/lib/admin/audit/log";
import type { CheckView } from "@/lib/admin/audit/verification";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Empty } from "../ui/empty";
import { PageHeader } from "../ui/section";
import { Skeleton } from "../ui/skeleton";
import { ListProblem } from "../users/list-problem";
import { EventDetail } from "./event-detail";
import { ExportMenu } from "./export-menu";
import { FilterBar } from "./filter-bar";
import { isFiltered, NO_FILTERS } from "./filters";
import { LogTable } from "./log-table";
import { useFilters } from "./use-filters";
import { type FirstPage, useLog } from "./use-log";
import { Verification } from "./verification";

/** Account › Audit log: what happened, newest first, with search and filters; one event in full at the side. */
export function LogScreen({
  first,
  check,
  workspace,
}: {
  first: FirstPage;
  check: CheckView | null;
  workspace: string;
}) {
  const t = useTranslations("audit");
  const { filters, setFilters } = useFilters();
  const [isLive, setIsLive] = useState(true);
  const [opened, setOpened] = useState<LogItem | null>(null);
  const log = useLog(filters, first, isLive);
  const isLoading = log.isPending || (log.events.length === 0 && log.hasNextPage && !log.isError);
  const isEmpty = !isLoading && !log.error && log.events.length === 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<ExportMenu filters={filters} />}
      />
      <Verification check={check} />
      <FilterBar filters={filters} setFilters={setFilters} />
      {log.error && <ListProblem error={log.error} hasData={log.events.length > 0} onRetry={log.refetch} />}
      {isLoading && <LogSkeleton />}
      {log.events.length > 0 && (
        <LogTable
          label={t("tableLabel", { workspace })}
          events={log.events}
          isBusy={log.isPlaceholderData}
          openedId={opened?.id ?? null}
          onOpen={setOpened}
        />
      )}
      {isEmpty && isFiltered(filters) && (
        <Empty
          title={t("noneTitle")}
          description={t("noneText")}
          action={
            <Button variant="secondary" onClick={() => setFilters(NO_FILTERS)}>
              {t("clear")}
            </Button>
          }
        />
      )}
      {isEmpty && !isFiltered(filters) && <Empty title={t("emptyTitle")} description={t("emptyText")} />}
      <footer className="mt-4 flex flex-wrap items-center justify-between gap-4">
        <p role="status" className="text-sm text-muted tabular-nums">
          {isLoading ? t("loading") : t("shown", { count: log.events.length })}
        </p>
        <Checkbox
          asSwitch
          label={t("live")}
          checked={isLive}
          onChange={(event) => setIsLive(event.target.checked)}
        />
        {log.hasNextPage && log.events.length > 0 && (
          <Button
            variant="secondary"
            pending={log.isFetchingNextPage}
            onClick={() => void log.fetchNextPage()}
          >
            {t("older")}
          </Button>
        )}
      </footer>
      <EventDetail event={opened} onClose={() => setOpened(null)} setFilters={setFilters} />
    </>
  );
}

/** As high as a page of the log begins. */
function LogSkeleton() {
  return <Skeleton className="h-132 w-full" />;
}
