"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Skeleton } from "../ui/skeleton";
import { TextLink } from "../ui/text-link";
import { ListProblem } from "../users/list-problem";
import { fetchRun, isOpen, REFRESH_MS } from "./fetch-jobs";
import { ProgressBar } from "./progress-bar";
import { ResultList } from "./result-list";

/** One run while it is worked off, and its rows that were not done. */
export function RunProgress({ runId }: { runId: string }) {
  const t = useTranslations("jobs");
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["job", runId, "notable", -1],
    queryFn: ({ signal }) => fetchRun(runId, { state: "notable", after: -1 }, signal),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data.run) ? false : REFRESH_MS),
  });
  const hasEnded = data !== undefined && !isOpen(data.run);
  useEffect(() => {
    if (hasEnded) void client.invalidateQueries({ queryKey: ["users"] });
  }, [hasEnded, client]);
  if (!data)
    return error ? (
      <ListProblem error={error} hasData={false} onRetry={refetch} />
    ) : (
      <Skeleton className="h-10 w-full" />
    );
  return (
    <div className="flex flex-col gap-3">
      <ProgressBar run={data.run} />
      <ResultList rows={data.results.rows} />
      <TextLink href="/settings/jobs">{t("toJobs")}</TextLink>
    </div>
  );
}
