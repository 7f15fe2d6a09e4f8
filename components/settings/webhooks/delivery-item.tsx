"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { replayDelivery } from "@/lib/webhooks/actions";
import type { DeliveryView } from "@/lib/webhooks/overview";
import { useWords } from "../../audit/use-words";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

const TONES = { delivered: "good", waiting: "caution", dead: "danger" } as const;

/** One delivery: what, how it stands, what was answered, and when it is tried next. */
export function DeliveryItem({
  webhookId,
  delivery,
  onReplayed,
}: {
  webhookId: string;
  delivery: DeliveryView;
  onReplayed: () => void;
}) {
  const t = useTranslations("webhooks");
  const dates = useDates();
  const { actionWords } = useWords();
  const { id, action, state, eventAt, attempts, lastStatus, lastError, nextAttemptAt } = delivery;
  const errorKey = `error.${lastError}` as "error.timeout";
  const error =
    lastError === null || lastError === "status" ? null : t.has(errorKey) ? t(errorKey) : lastError;
  const told = [
    t("attempts", { count: attempts }),
    lastStatus === null ? null : t("answered", { status: lastStatus }),
    error,
    nextAttemptAt !== null && attempts > 0 ? t("next", { at: dates.moment(nextAttemptAt) }) : null,
  ];
  const deed = useDeed(`replay ${id}`, replayDelivery, onReplayed);
  const replay = () => deed.start({ id: webhookId, deliveryId: id });
  return (
    <li className="flex flex-col gap-1 py-3 text-sm">
      <div className="flex items-center justify-between gap-3">
        <span className="min-w-0 font-medium break-words">{actionWords(action)}</span>
        <Badge tone={TONES[state]}>{t(`delivery.${state}`)}</Badge>
      </div>
      <div className="flex items-end justify-between gap-3">
        <div className="min-w-0 text-muted">
          <p>{dates.moment(eventAt)}</p>
          <p>{told.filter((one) => one !== null).join(" · ")}</p>
        </div>
        {(state !== "waiting" || attempts > 0) && (
          <Button variant="ghost" size="sm" pending={deed.isPending} onClick={replay}>
            {t("replay")}
          </Button>
        )}
      </div>
      <FailureNotice failure={deed.failure} />
    </li>
  );
}
