"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { endSession } from "@/lib/account/actions";
import type { OwnSession } from "@/lib/account/sessions";
import { useDates } from "@/lib/i18n/use-dates";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useWhere } from "../use-where";

/** One place where one is signed in: browser, place, since when, and what was proved there. */
export function SessionRow({ session, onEnded }: { session: OwnSession; onEnded: () => void }) {
  const t = useTranslations("sessions");
  const kind = useTranslations("factors.kind");
  const dates = useDates();
  const where = useWhere();
  const id = useId();
  const deed = useDeed(`end session ${session.id}`, endSession, onEnded);
  const proved = session.proofs.map(({ factor }) => kind(factor)).join(", ");
  return (
    <li
      aria-labelledby={id}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3 first:pt-0 last:border-b-0"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2">
          <span id={id} className="font-medium">
            {where.device(session.device)}
          </span>
          {session.isCurrent && <Badge tone="accent">{t("current")}</Badge>}
          {session.isRemembered && <Badge>{t("remembered")}</Badge>}
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">{where.place(session)}</p>
        <p className="text-sm text-muted">
          {t("began", { date: dates.moment(session.beganAt) })},{" "}
          {t("lastSeen", { date: dates.moment(session.lastSeenAt) })}
        </p>
        <p className="text-sm text-muted">{t("proved", { factors: proved })}</p>
      </div>
      {!session.isCurrent && (
        <Button
          variant="ghost"
          size="sm"
          aria-describedby={id}
          pending={deed.isPending}
          onClick={() => deed.start({ sessionId: session.id })}
        >
          {t("end")}
        </Button>
      )}
      <FailureNotice failure={deed.failure} className="basis-full" />
    </li>
  );
}
