"use client";

import { useTranslations } from "next-intl";
import { forgetAllBrowsers, forgetBrowser } from "@/lib/account/actions";
import type { RememberedBrowser, RememberedOverview } from "@/lib/account/browsers";
import { useDates } from "@/lib/i18n/use-dates";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useWhere } from "../use-where";

/** The browsers in which the second step is left out for a while; only where the policy has them. */
export function RememberedSection({
  remembered,
  onChanged,
}: {
  remembered: RememberedOverview;
  onChanged: (said: string) => void;
}) {
  const t = useTranslations("two-factor.remembered");
  const all = useDeed("remembered browsers", forgetAllBrowsers, () => onChanged(t("allEnded")));
  const { browsers, days, unusedDays, counts } = remembered;
  return (
    <Section
      title={t("title")}
      description={t("description", { days, unusedDays })}
      actions={
        browsers.length > 0 ? (
          <Button variant="secondary" size="sm" pending={all.isPending} onClick={() => all.start({})}>
            {t("endAll")}
          </Button>
        ) : undefined
      }
    >
      {all.failure && <FailureNotice failure={all.failure} />}
      {!counts && browsers.length > 0 && <Notice tone="info">{t("notHonoured")}</Notice>}
      {browsers.length === 0 ? (
        <p className="text-sm text-muted">{t("none")}</p>
      ) : (
        <ul className="flex flex-col">
          {browsers.map((browser) => (
            <RememberedRow key={browser.id} browser={browser} onEnded={() => onChanged(t("ended"))} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function RememberedRow({ browser, onEnded }: { browser: RememberedBrowser; onEnded: () => void }) {
  const t = useTranslations("two-factor.remembered");
  const dates = useDates();
  const where = useWhere();
  const deed = useDeed(`remembered browser ${browser.id}`, forgetBrowser, onEnded);
  const id = `remembered-${browser.id}`;
  return (
    <li
      aria-labelledby={id}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3 last:border-b-0"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2">
          <span id={id} className="font-medium">
            {where.device(browser.device)}
          </span>
          {browser.isCurrent && <Badge tone="accent">{t("current")}</Badge>}
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          {where.place(browser)}, {t("lastUsed", { date: dates.day(browser.lastUsedAt) })},{" "}
          {t("until", { date: dates.day(browser.until) })}
        </p>
      </div>
      <Button
        variant="ghost"
        size="sm"
        aria-describedby={id}
        pending={deed.isPending}
        onClick={() => deed.start({ browserId: browser.id })}
      >
        {t("end")}
      </Button>
      <FailureNotice failure={deed.failure} className="basis-full" />
    </li>
  );
}
