"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { FATES } from "@/lib/policy/core/preview";
import type { Preview } from "@/lib/policy/preview/service";
import { Notice } from "../ui/notice";

/** What a change would do, in figures: to how many, what it means for the one who looks, and what stands in its way. */
export function PreviewFigures({ preview }: { preview: Preview }) {
  const t = useTranslations("preview");
  const dates = useDates();
  const { fates, obstacles, grace, you, refusal } = preview;
  const span = grace && { first: dates.day(grace.first), last: dates.day(grace.last) };
  const obstacle = (Object.keys(obstacles) as (keyof typeof obstacles)[]).filter((one) => obstacles[one] > 0);
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-1 text-sm">
        {FATES.filter((fate) => fates[fate] > 0).map((fate) => (
          <li key={fate} className="flex gap-3">
            <span className="min-w-10 text-right font-medium tabular-nums">{fates[fate]}</span>
            <span>{t(`fate.${fate}`, { count: fates[fate] })}</span>
          </li>
        ))}
      </ul>
      {span && (
        <p className="text-sm text-muted">
          {span.first === span.last ? t("graceDay", { date: span.first }) : t("graceSpan", span)}
        </p>
      )}
      {obstacle.length > 0 && (
        <ul className="list-disc pl-5 text-sm text-muted">
          {obstacle.map((one) => (
            <li key={one}>{t(`obstacle.${one}`, { count: obstacles[one] })}</li>
          ))}
        </ul>
      )}
      {you && <p className="text-sm font-medium">{t("you")}</p>}
      {refusal && <Notice tone="danger">{t(`refusal.${refusal}`)}</Notice>}
    </div>
  );
}
