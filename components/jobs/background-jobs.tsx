"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { JobView } from "@/lib/admin/jobs/view";
import { JOB_NAMES, planOf } from "@/lib/jobs/queue/names";
import { Section } from "../ui/section";
import { ListProblem } from "../users/list-problem";
import { BackgroundJob } from "./background-job";
import { fetchJobs, REFRESH_MS } from "./fetch-jobs";

/** What is known of a job by whoever may not look further. */
const UNSEEN: JobView[] = JOB_NAMES.map((name) => {
  const plan = planOf(name);
  const schedule = plan.when === "cron" ? plan.cron : null;
  return { name, does: plan.does, schedule, current: null, last: null, nextRunAt: null };
});

/** The jobs of the installation: what each does, how it went last, when it comes next; start one, look through its log. */
export function BackgroundJobs({ first, canManage }: { first: JobView[]; canManage: boolean }) {
  const t = useTranslations("jobs.background");
  const { data, error, refetch } = useQuery({
    queryKey: ["background jobs"],
    queryFn: ({ signal }) => fetchJobs(signal),
    initialData: { jobs: canManage ? first : UNSEEN },
    enabled: canManage,
    refetchInterval: ({ state }) =>
      state.data?.jobs.some(({ current }) => current?.startedBy) ? REFRESH_MS : 5 * REFRESH_MS,
  });
  return (
    <Section title={t("title")} description={t("text")}>
      {error && <ListProblem error={error} hasData onRetry={refetch} />}
      <ul aria-label={t("title")} className="divide-y divide-line rounded-md border border-line bg-raised">
        {data.jobs.map((job) => (
          <BackgroundJob key={job.name} job={job} canManage={canManage} />
        ))}
      </ul>
    </Section>
  );
}
