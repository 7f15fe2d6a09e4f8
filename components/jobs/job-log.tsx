"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cancelJobRun, retryJobRun } from "@/lib/admin/jobs/actions";
import type { NamedRun } from "@/lib/admin/jobs/service";
import type { JobView } from "@/lib/admin/jobs/view";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Skeleton } from "../ui/skeleton";
import { ListProblem } from "../users/list-problem";
import { fetchLog, REFRESH_MS } from "./fetch-jobs";

type LogProps = { job: JobView; label: string; onChange: () => void };

/** The newest runs of a job, or those of them that failed. */
export function JobLog({ job, label, onChange }: LogProps) {
  const t = useTranslations("jobs.background");
  const [isNarrow, setIsNarrow] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["job log", job.name, isNarrow],
    queryFn: ({ signal }) => fetchLog(job.name, isNarrow ? "failures" : "all", signal),
    placeholderData: (before) => before,
    refetchInterval: 5 * REFRESH_MS,
  });
  const none = isNarrow ? t("noFailures") : job.schedule ? t("noRunsCron") : t("noRuns");
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      <Checkbox
        label={t("onlyFailures")}
        checked={isNarrow}
        onChange={(event) => setIsNarrow(event.target.checked)}
      />
      {error && <ListProblem error={error} hasData={data !== undefined} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-10 w-full" />}
      {data?.runs.length === 0 && <p className="text-sm text-muted">{none}</p>}
      {data && data.runs.length > 0 && (
        <ul aria-label={label} className="max-h-80 divide-y divide-line overflow-y-auto">
          {data.runs.map((run) => (
            <Run key={run.id} job={job} run={run} onChange={onChange} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Kinds of failure that can be told in words; the others are the server's own affair. */
const TOLD = ["worker_lost", "timed_out", "given_back", "service_unavailable"] as const;

function Run({ job, run, onChange }: { job: JobView; run: NamedRun; onChange: () => void }) {
  const t = useTranslations("jobs.background");
  const dates = useDates();
  const retrying = useDeed(`retry ${run.id}`, retryJobRun, onChange);
  const cancelling = useDeed(`cancel ${run.id}`, cancelJobRun, onChange);
  const key = { name: job.name, runId: run.id };
  const failed = run.state === "failed" || run.state === "retrying";
  const mayCancel = run.startedBy !== null && ["waiting", "running", "retrying"].includes(run.state);
  const kind = TOLD.find((one) => one === run.failure) ?? "other";
  const by = run.startedBy && (run.startedByName ? t("by", { name: run.startedByName }) : t("byProgram"));
  const about = [
    dates.moment(run.startedAt ?? run.queuedAt),
    by,
    run.tries > 1 && t("tries", { count: run.tries }),
  ];
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <li className="flex flex-col gap-2 py-2 text-sm">
      <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0">
          <span className={failed ? "text-danger" : undefined}>
            {t(`how.${run.state}`)}
            {failed && `: ${t(`failure.${kind}`)}`}
          </span>{" "}
          <span className="text-muted tabular-nums">{about.filter(Boolean).join(" · ")}</span>
        </span>
        {run.state === "failed" && !job.current && (
          <Button {...button} pending={retrying.isPending} onClick={() => retrying.start(key)}>
            {t("retry")}
          </Button>
        )}
        {mayCancel && (
          <Button {...button} pending={cancelling.isPending} onClick={() => cancelling.start(key)}>
            {t("cancel")}
          </Button>
        )}
      </span>
      <FailureNotice failure={retrying.failure ?? cancelling.failure} />
    </li>
  );
}
