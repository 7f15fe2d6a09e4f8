import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { Notice } from "../ui/notice";
import { TextLink } from "../ui/text-link";

const DAY_MS = 86_400_000;

/** Above every page of somebody who has still to set up: by when, and the way there. */
export function SetupDue({ until, now }: { until: Date; now: Date }) {
  const t = useTranslations("common.setupDue");
  const { day } = useDates();
  const days = Math.floor((until.getTime() - now.getTime()) / DAY_MS);
  return (
    <Notice
      tone="warning"
      className="rounded-none"
      action={
        <TextLink href="/settings/two-factor" isAlone>
          {t("now")}
        </TextLink>
      }
    >
      {t("text", { days, date: day(until) })}
    </Notice>
  );
}
