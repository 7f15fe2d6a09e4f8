"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { BulkRunItem } from "@/lib/admin/bulk/runs";

/** How far a run has got, as a bar and in words. */
export function ProgressBar({ run }: { run: BulkRunItem }) {
  const t = useTranslations("jobs");
  const format = useFormatter();
  const { counts, total } = run;
  const settled = total - counts.waiting;
  const notDone = counts.refused + counts.failed;
  return (
    <div className="flex flex-col gap-1">
      <progress
        aria-label={t("progress")}
        className="h-2 w-full appearance-none overflow-hidden rounded-sm bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        value={run.state === "listing" ? undefined : settled}
        max={Math.max(total, 1)}
      />
      <p role="status" className="text-sm text-muted tabular-nums">
        {t(`state.${run.state}`, { settled: format.number(settled), total: format.number(total) })}
        {counts.skipped > 0 && ` · ${t("skipped", { count: counts.skipped })}`}
        {notDone > 0 && <span className="text-danger"> · {t("notDone", { count: notDone })}</span>}
      </p>
    </div>
  );
}
