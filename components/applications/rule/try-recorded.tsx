"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDates } from "@/lib/i18n/use-dates";
import { replayRule } from "@/lib/oidc/rules/actions";
import type { Replay, ReplayedSignIn } from "@/lib/oidc/rules/replay";
import type { Draft } from "@/lib/oidc/rules/schema";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";

/** Tries a rule on the recorded sign-ins of the last 30 days. */
export function TryRecorded({ clientId, draft }: { clientId: string; draft: Draft }) {
  const t = useTranslations("applications.try");
  const [replay, setReplay] = useState<Replay | null>(null);
  const deed = useDeed("try on recorded", replayRule, setReplay);
  return (
    <div className="mt-6 flex flex-col gap-3 border-t border-line pt-4">
      <p className="text-sm text-muted">{t("recordedText")}</p>
      <div>
        <Button variant="secondary" pending={deed.isPending} onClick={() => deed.start({ clientId, draft })}>
          {t("recordedDeed")}
        </Button>
      </div>
      <FailureNotice failure={deed.failure} />
      <div role="status">{replay && <Figures replay={replay} />}</div>
    </div>
  );
}

function Figures({ replay }: { replay: Replay }) {
  const t = useTranslations("applications.try");
  const { of, looked, isCut, asked, more, people, failed, shown } = replay;
  if (looked === 0) return <p className="text-sm">{t("recordedNone")}</p>;
  return (
    <div className="flex flex-col gap-2 text-sm">
      {of === "workspace" && <p>{t("ofWorkspace")}</p>}
      <p className="font-medium">
        {of === "workspace"
          ? t("figuresWorkspace", { looked, asked })
          : t("figures", { looked, asked, more, people })}
      </p>
      {failed > 0 && <p className="text-danger">{t("figuresFailed", { failed })}</p>}
      {isCut && <p className="text-muted">{t("figuresCut", { looked })}</p>}
      <ul className="flex flex-col">
        {shown.map((one) => (
          <Line key={`${one.at}${one.name}`} one={one} />
        ))}
      </ul>
    </div>
  );
}

function Line({ one: { at, name, ip, asks, hasProved, fails } }: { one: ReplayedSignIn }) {
  const t = useTranslations("applications.try");
  const dates = useDates();
  const would = fails ? "wouldFail" : !asks ? "wouldNot" : hasProved ? "wouldHold" : "wouldAsk";
  return (
    <li className="flex flex-wrap justify-between gap-x-4 border-b border-line py-2 last:border-b-0">
      <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
      <span>{t(would)}</span>
      <span className="w-full text-muted">{ip ? `${dates.moment(at)}, ${ip}` : dates.moment(at)}</span>
    </li>
  );
}
