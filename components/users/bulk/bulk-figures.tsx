"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { previewBulkRun } from "@/lib/admin/bulk/actions";
import { type BulkDeed, OUTCOMES } from "@/lib/admin/bulk/kinds";
import { FATES } from "@/lib/policy/core/preview";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import type { ChosenUsers } from "./bulk-dialog";

/** What the deed will do, in figures, before it is done. */
export function BulkFigures({ deed, chosen }: { deed: BulkDeed; chosen: ChosenUsers }) {
  const t = useTranslations("users.bulk");
  const format = useFormatter();
  const { data, isPending } = useQuery({
    queryKey: ["bulk-preview", deed, chosen],
    queryFn: async () => {
      const result = await previewBulkRun({ deed, chosen });
      return result.ok ? result.data : null;
    },
  });
  if (isPending) return <Skeleton className="h-16 w-full" />;
  if (!data) return <Notice tone="warning">{t("noPreview")}</Notice>;
  const { counts } = data;
  return (
    <div className="flex flex-col gap-3">
      {counts && (
        <ul aria-label={t("figures")} className="flex flex-col gap-1">
          {[...FATES, ...OUTCOMES].map((fate) => {
            const count = counts[fate] ?? 0;
            if (count === 0) return null;
            return (
              <li key={fate} className="flex gap-2">
                <span className="min-w-10 shrink-0 text-right font-medium tabular-nums">
                  {format.number(count)}
                </span>{" "}
                <span className="min-w-0">{t(`fate.${fate}`, { count })}</span>
              </li>
            );
          })}
        </ul>
      )}
      {data.isYou && <Notice tone="warning">{t("isYou")}</Notice>}
      <p className="text-sm text-muted">{t("rulesApply")}</p>
    </div>
  );
}
