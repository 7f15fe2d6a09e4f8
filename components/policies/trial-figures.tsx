"use client";

import { useTranslations } from "next-intl";
import type { PolicyItem } from "@/lib/admin/policies/page";
import { useDates } from "@/lib/i18n/use-dates";

/** What a policy in try-out would have done since it began. */
export function TrialFigures({
  trials,
  since,
}: {
  trials: NonNullable<PolicyItem["trials"]>;
  since: string;
}) {
  const t = useTranslations("policies.trial");
  const dates = useDates();
  const date = dates.day(since);
  if (trials.length === 0) return <p className="mt-3 text-sm">{t("none", { date })}</p>;
  return (
    <div className="mt-3 text-sm">
      <p className="font-medium">{t("title", { date })}</p>
      <ul className="list-disc pl-5">
        {trials.map(({ would, signIns, people }) => (
          <li key={would}>{t(would, { signIns, people })}</li>
        ))}
      </ul>
    </div>
  );
}
