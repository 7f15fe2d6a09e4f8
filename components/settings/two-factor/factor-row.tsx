"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { OwnFactor, TwoFactorOverview } from "@/lib/flows/overview";
import { useDates } from "@/lib/i18n/use-dates";
import { FactorIcon } from "../../factors/icon";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";

export function FactorRow({
  factor,
  overview,
  onRename,
  onReplace,
  onRemove,
}: {
  factor: OwnFactor;
  overview: TwoFactorOverview;
  onRename: () => void;
  onReplace: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations("two-factor");
  const id = useId();
  const kept = overview.isRequired ? t("lastAccepted") : t("lastFactor");
  const button = { variant: "ghost", size: "sm", "aria-describedby": id } as const;
  return (
    <li
      aria-labelledby={id}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3 last:border-b-0"
    >
      <FactorWords factor={factor} labelId={id} />
      <div className="-ml-3 flex flex-wrap sm:ml-auto">
        <Button {...button} onClick={onRename}>
          {t("rename")}
        </Button>
        {overview.isOn && overview.offered.length > 0 && (
          <Button {...button} onClick={onReplace}>
            {t("replace")}
          </Button>
        )}
        <Button {...button} disabledReason={factor.isRemovable ? undefined : kept} onClick={onRemove}>
          {t("remove")}
        </Button>
      </div>
    </li>
  );
}

function FactorWords({ factor, labelId }: { factor: OwnFactor; labelId: string }) {
  const t = useTranslations("two-factor");
  const kind = useTranslations("factors.kind");
  const dates = useDates();
  const kindName = kind(factor.kind);
  const details = [kindName, factor.provider].filter((detail) => detail && detail !== factor.label);
  const added = t("added", { date: dates.day(factor.createdAt) });
  const used = factor.lastUsedAt ? t("lastUsed", { date: dates.moment(factor.lastUsedAt) }) : t("neverUsed");
  return (
    <div className="flex min-w-0 flex-1 basis-64 items-start gap-3">
      <span aria-hidden="true" className="mt-0.5 text-muted [&_svg]:size-5">
        <FactorIcon kind={factor.kind} />
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <span id={labelId} className="max-w-full truncate font-medium">
            {factor.label}
          </span>
          {factor.isSynced !== null && <Badge>{factor.isSynced ? t("synced") : t("deviceBound")}</Badge>}
          {!factor.isAccepted && <Badge tone="caution">{t("notAccepted")}</Badge>}
          {factor.isSuspect && <Badge tone="danger">{t("suspect")}</Badge>}
        </p>
        <p className="text-sm text-muted">
          {details.map((detail) => `${detail} · `)}
          {added}, {used}
        </p>
        {factor.isSuspect && <p className="max-w-[68ch] text-sm text-danger">{t("suspectText")}</p>}
      </div>
    </div>
  );
}
