"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { startJob } from "@/lib/admin/jobs/actions";
import type { JobView } from "@/lib/admin/jobs/view";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { JobLog } from "./job-log";

/** One background job, its log folded away. */
export function BackgroundJob({ job, canManage }: { job: JobView; canManage: boolean }) {
  const t = useTranslations("jobs.background");
  const page = useTranslations("jobs");
  const client = useQueryClient();
  const [isShown, setIsShown] = useState(false);
  const id = useId();
  const name = t(`name.${job.name}`);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["background jobs"] });
    void client.invalidateQueries({ queryKey: ["job log", job.name] });
  };
  const deed = useDeed(`start ${job.name}`, startJob, refresh);
  const whyNot = canManage ? (job.current ? t("runs") : undefined) : page("noRight");
  const { failure } = deed;
  return (
    <li aria-labelledby={id} className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="flex flex-wrap items-center gap-x-2 font-medium">
            <span id={id}>{name}</span> <Standing job={job} />
          </h3>
          <p className="text-sm text-muted">{t(`does.${job.name}`)}</p>
          <Times job={job} />
        </div>
        <span className="flex flex-wrap gap-2">
          <Button
            variant="secondary"
            size="sm"
            aria-label={t("runNowOf", { name })}
            pending={deed.isPending}
            disabledReason={whyNot}
            onClick={() => deed.start({ name: job.name })}
          >
            {t("runNow")}
          </Button>
          <Button
            variant="ghost"
            size="sm"
            aria-label={t("logOf", { name })}
            aria-expanded={isShown}
            disabledReason={canManage ? undefined : page("noRight")}
            onClick={() => setIsShown(!isShown)}
          >
            {t("log")}
          </Button>
        </span>
      </div>
      {failure?.code === "already_done" ? <Notice>{t("runs")}</Notice> : <FailureNotice failure={failure} />}
      {isShown && <JobLog job={job} label={t("logOf", { name })} onChange={refresh} />}
    </li>
  );
}

function Standing({ job: { current, last } }: { job: JobView }) {
  const t = useTranslations("jobs.background");
  if (current?.state === "running") return <Badge tone="accent">{t("running")}</Badge>;
  if (current?.state === "retrying") return <Badge tone="caution">{t("retrying")}</Badge>;
  if (current) return <Badge>{t("waiting")}</Badge>;
  return last?.state === "failed" ? <Badge tone="danger">{t("how.failed")}</Badge> : null;
}

/** Since when it is under way, how it went last, and when it comes next. */
function Times({ job: { current, last, nextRunAt, schedule } }: { job: JobView }) {
  const t = useTranslations("jobs.background");
  const dates = useDates();
  const now =
    current?.state === "running"
      ? t("runningSince", { at: dates.moment(current.startedAt ?? current.queuedAt) })
      : current?.retryAt
        ? t("retryAt", { at: dates.moment(current.retryAt) })
        : current && t("waitingSince", { at: dates.moment(current.queuedAt) });
  const before =
    last &&
    t("lastRan", {
      at: dates.moment(last.startedAt ?? last.endedAt ?? last.queuedAt),
      how: t(`how.${last.state}`),
    });
  const next = nextRunAt ? t("next", { at: dates.moment(nextRunAt) }) : !schedule && t("whenDue");
  const parts = [now, before ?? (current ? null : t(schedule ? "neverRan" : "notLately")), next].filter(
    Boolean,
  );
  return <p className="text-sm text-muted tabular-nums">{parts.join(" · ")}</p>;
}
