"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cancelBulkRun, retryBulkRun } from "@/lib/admin/bulk/actions";
import { BULK_KINDS } from "@/lib/admin/bulk/kinds";
import type { BulkRunItem } from "@/lib/admin/bulk/runs";
import type { JobView } from "@/lib/admin/jobs/view";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Empty } from "../ui/empty";
import { Notice } from "../ui/notice";
import { PageHeader, Section } from "../ui/section";
import { ListProblem } from "../users/list-problem";
import { BackgroundJobs } from "./background-jobs";
import { fetchRun, fetchRuns, isOpen, REFRESH_MS } from "./fetch-jobs";
import { ProgressBar } from "./progress-bar";
import { ResultList } from "./result-list";

type First = { runs: BulkRunItem[]; jobs: JobView[] };

/** Everything that was ordered for many users: how far it has got, what was not done and why; stop it or try again. Below it the jobs of the installation. */
export function JobsScreen({ first, canManage }: { first: First; canManage: boolean }) {
  const t = useTranslations("jobs");
  return (
    <>
      <PageHeader title={t("title")} description={t("text")} />
      {!canManage && <Notice className="mb-4">{t("noRight")}</Notice>}
      {canManage && <ChangesForMany first={first.runs} />}
      <BackgroundJobs first={first.jobs} canManage={canManage} />
    </>
  );
}

function ChangesForMany({ first }: { first: BulkRunItem[] }) {
  const t = useTranslations("jobs");
  const { data, error, refetch } = useQuery({
    queryKey: ["jobs"],
    queryFn: ({ signal }) => fetchRuns(signal),
    initialData: { runs: first },
    refetchInterval: ({ state }) => (state.data?.runs.some(isOpen) ? REFRESH_MS : 10 * REFRESH_MS),
  });
  return (
    <Section title={t("many.title")} description={t("many.text")}>
      {error && <ListProblem error={error} hasData onRetry={refetch} />}
      {data.runs.length === 0 && <Empty title={t("noneTitle")} description={t("noneText")} />}
      <ul aria-label={t("many.title")} className="flex flex-col gap-4">
        {data.runs.map((run) => (
          <Run key={run.id} run={run} />
        ))}
      </ul>
    </Section>
  );
}

function Run({ run }: { run: BulkRunItem }) {
  const t = useTranslations("jobs");
  const dates = useDates();
  const client = useQueryClient();
  const [isShown, setIsShown] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ["jobs"] });
  const cancelling = useDeed(`cancel ${run.id}`, cancelBulkRun, refresh);
  const retrying = useDeed(`retry ${run.id}`, retryBulkRun, refresh);
  const kind = BULK_KINDS.find((one) => one === run.kind) ?? "require";
  const mayRetry = run.state === "finished" && run.isOwn && run.counts.refused + run.counts.failed > 0;
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <li className="flex flex-col gap-3 rounded-md border border-line bg-raised p-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h3 className="font-medium">{t(`kind.${kind}`, { count: run.total })}</h3>
          <p className="text-sm text-muted">
            {t("ordered", { by: run.by ?? "–", at: dates.moment(run.orderedAt) })}
          </p>
        </div>
        <span className="flex flex-wrap gap-2">
          {isOpen(run) && (
            <Button
              {...button}
              pending={cancelling.isPending}
              onClick={() => cancelling.start({ runId: run.id })}
            >
              {t("cancel")}
            </Button>
          )}
          {mayRetry && (
            <Button
              {...button}
              pending={retrying.isPending}
              onClick={() => retrying.start({ runId: run.id })}
            >
              {t("retry")}
            </Button>
          )}
          <Button variant="ghost" size="sm" aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
            {t("show")}
          </Button>
        </span>
      </div>
      <ProgressBar run={run} />
      <FailureNotice failure={cancelling.failure ?? retrying.failure} />
      {isShown && <Results run={run} />}
    </li>
  );
}

function Results({ run }: { run: BulkRunItem }) {
  const t = useTranslations("jobs");
  const [after, setAfter] = useState(-1);
  const { data } = useQuery({
    queryKey: ["job", run.id, "all", after, run.counts],
    queryFn: ({ signal }) => fetchRun(run.id, { state: "all", after }, signal),
    placeholderData: (before) => before,
  });
  if (!data) return null;
  const { rows, next } = data.results;
  return (
    <>
      <ResultList rows={rows} />
      <span className="flex gap-2">
        {after >= 0 && (
          <Button variant="ghost" size="sm" onClick={() => setAfter(-1)}>
            {t("fromStart")}
          </Button>
        )}
        {next !== null && (
          <Button variant="ghost" size="sm" onClick={() => setAfter(next)}>
            {t("more")}
          </Button>
        )}
      </span>
    </>
  );
}
