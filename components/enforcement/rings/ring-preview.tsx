"use client";

import { useTranslations } from "next-intl";
import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import type { RingInput } from "@/lib/admin/rings/schema";
import { Skeleton } from "../../ui/skeleton";
import { PreviewFigures } from "../figures";
import type { Terms } from "../terms-fields";
import { usePreview } from "../use-preview";

/** What one ring would do to those whom it brings in, if it started now. */
export function RingPreview({
  terms,
  rings,
  number,
}: {
  terms: Terms;
  rings: readonly RingInput[];
  number: number;
}) {
  const t = useTranslations("enforcement");
  const change: PlannedChange = { change: "ring", ...terms, rings: [...rings], number };
  const { preview, failure, refresh } = usePreview(change);
  if (failure) return <p className="text-sm text-danger">{t("preview.failed")}</p>;
  return (
    <section
      aria-label={t("rings.foreseen", { number })}
      aria-live="polite"
      className="rounded-md border border-line p-3"
    >
      {preview ? (
        <PreviewFigures preview={preview} effect={terms.effect} change={change} onChanged={refresh} />
      ) : (
        <>
          <p className="sr-only">{t("preview.counting")}</p>
          <Skeleton className="h-16" />
        </>
      )}
    </section>
  );
}
