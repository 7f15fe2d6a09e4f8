"use client";

import { useTranslations } from "next-intl";
import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import { useDates } from "@/lib/i18n/use-dates";
import { FATES, type Fate, OBSTACLES } from "@/lib/policy/core/preview";
import type { Effect } from "@/lib/policy/core/types";
import type { Preview } from "@/lib/policy/preview/service";
import { useKept } from "../settings/use-kept";
import { Notice } from "../ui/notice";
import { TextButton } from "../ui/text-link";
import { ForeseenPeople } from "./people";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

type Shown = {
  preview: Preview;
  effect: Effect;
  /** Left out: the people behind a figure are named elsewhere. */
  change?: PlannedChange;
  /** Somebody behind a figure was exempted or helped. */
  onChanged?: (() => void) | undefined;
};

/** What a change would do to whom, in figures; each opens the people behind it. */
export function PreviewFigures({ preview, effect, change, onChanged }: Shown) {
  const t = useTranslations("enforcement.preview");
  const [opened, setOpened] = useKept<Fate | null>(`people of ${JSON.stringify(change)}`, null);
  const { people, fates, you, sessions, refusal } = preview;
  const shown = FATES.filter((fate) => fates[fate] > 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="font-semibold">{t("heading", { count: people })}</p>
      <ul aria-label={t("list")} className="flex flex-col gap-1">
        {shown.map((fate) => (
          <Figure
            key={fate}
            fate={fate}
            preview={preview}
            effect={effect}
            onOpen={change && (() => setOpened(fate))}
          />
        ))}
      </ul>
      {OBSTACLES.filter((obstacle) => preview.obstacles[obstacle] > 0).map((obstacle) => (
        <p key={obstacle} className="text-sm text-muted">
          {t(`obstacle.${obstacle}`)}
        </p>
      ))}
      {you && you !== "untouched" && <p className="text-sm">{you === "fine" ? t("youFine") : t("you")}</p>}
      {sessions && effect === "next_sign_in" && (
        <p className="text-sm text-muted">
          {t("sessions", {
            hours: sessions.idleSeconds / HOUR_SECONDS,
            days: sessions.wholeSeconds / DAY_SECONDS,
          })}
        </p>
      )}
      {refusal && <Notice tone="danger">{t(`refusal.${refusal}`)}</Notice>}
      {opened && change && (
        <ForeseenPeople key={opened} change={change} fate={opened} onChanged={onChanged} />
      )}
    </div>
  );
}

function Figure({
  fate,
  preview: { fates, grace },
  effect,
  onOpen,
}: {
  fate: Fate;
  preview: Preview;
  effect: Effect;
  onOpen: (() => void) | undefined;
}) {
  const t = useTranslations("enforcement.preview");
  const dates = useDates();
  const count = fates[fate];
  return (
    <li className="flex items-baseline gap-1">
      {onOpen ? (
        <TextButton
          aria-label={t("show", { count })}
          className="min-w-10 shrink-0 justify-end tabular-nums"
          onClick={onOpen}
        >
          {count}
        </TextButton>
      ) : (
        <span className="min-w-10 shrink-0 text-right tabular-nums">{count}</span>
      )}{" "}
      <span className="min-w-0">
        {t(`fate.${fate}`, { count, effect, date: grace ? dates.day(grace.first) : "" })}
      </span>
    </li>
  );
}
