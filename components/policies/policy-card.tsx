"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { PolicyItem } from "@/lib/admin/policies/page";
import { useDates } from "@/lib/i18n/use-dates";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Card } from "../ui/section";
import { TextLink } from "../ui/text-link";
import { TrialFigures } from "./trial-figures";

const TONES = { optional: "neutral", required: "accent", try_out: "caution" } as const;

/** One policy: what it asks of how many, and since when. */
export function PolicyCard({
  policy,
  isOwn,
  refusal,
  onEdit,
  onDelete,
}: {
  policy: PolicyItem;
  isOwn: boolean;
  refusal: string | undefined;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const t = useTranslations("policies");
  const { settings, isDefault, members, trials } = policy;
  const items = useSummary(policy);
  return (
    <li>
      <Card>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-base font-semibold [overflow-wrap:anywhere]">{settings.name}</h2>
          <Badge tone={TONES[settings.mode]}>{t(`mode.${settings.mode}`)}</Badge>
          {isOwn && <span className="text-sm text-muted">{t("own")}</span>}
        </div>
        <p className="mt-1 text-sm">
          <TextLink href={`/settings/users?policy=${policy.id}`} isAlone>
            {t("members", { count: members })}
          </TextLink>
        </p>
        <Facts className="mt-3" items={items} />
        {trials && <TrialFigures trials={trials} since={policy.since} />}
        <div className="mt-4 flex flex-wrap gap-2">
          <Button
            variant="secondary"
            size="sm"
            disabledReason={refusal}
            aria-label={t("editNamed", { name: settings.name })}
            onClick={onEdit}
          >
            {t("edit")}
          </Button>
          <Button
            variant="ghost"
            size="sm"
            disabledReason={refusal ?? (isDefault ? t("defaultStays") : undefined)}
            aria-label={t("deleteNamed", { name: settings.name })}
            onClick={onDelete}
          >
            {t("delete")}
          </Button>
        </div>
      </Card>
    </li>
  );
}

function useSummary({ settings, setBy, since, tightenedAt, extendedUntil }: PolicyItem) {
  const t = useTranslations("policies");
  const kindName = useTranslations("factors.kind");
  const { list } = useFormatter();
  const dates = useDates();
  const { graceDays, graceUntil, graceSkips, startsAt, methods, phishingResistant } = settings;
  const kinds = list(methods.map((kind) => kindName(kind)));
  const grace = [
    graceDays !== null && t("summaryDays", { count: graceDays }),
    graceUntil !== null && t("summaryUntil", { date: dates.day(graceUntil) }),
    graceSkips !== null && t("summarySkips", { count: graceSkips }),
  ].filter((part) => part !== false);
  const changed = { date: dates.day(tightenedAt ?? since), named: setBy ? "yes" : "no", name: setBy ?? "" };
  const asks = settings.mode !== "optional";
  return [
    {
      key: "methods",
      term: t("methods"),
      value: phishingResistant ? t("phishingResistantOf", { kinds }) : kinds,
    },
    ...(asks ? [{ key: "effect", term: t("effectLegend"), value: t(`effect.${settings.effect}`) }] : []),
    ...(asks && startsAt !== null
      ? [{ key: "startsAt", term: t("startsAt"), value: dates.day(startsAt) }]
      : []),
    ...(asks
      ? [{ key: "grace", term: t("graceTerm"), value: grace.length > 0 ? list(grace) : t("graceNone") }]
      : []),
    ...(extendedUntil ? [{ key: "extended", term: t("extendedTerm"), value: dates.day(extendedUntil) }] : []),
    ...(settings.allowSelfRemoval
      ? [{ key: "self", term: t("selfRemovalTerm"), value: t("selfRemovalAllowed") }]
      : []),
    { key: "since", term: t("sinceTerm"), value: t("changedBy", changed) },
  ];
}
