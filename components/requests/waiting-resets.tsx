"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useDates } from "@/lib/i18n/use-dates";
import { cancelReset, resetTwoFactor } from "@/lib/recovery/actions";
import type { WaitingReset } from "@/lib/recovery/requests";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Section } from "../ui/section";

/** Resets that wait for their time or for a second administrator. */
export function WaitingResets({
  resets,
  viewerId,
  canManage,
  onChanged,
}: {
  resets: readonly WaitingReset[];
  viewerId: string;
  canManage: boolean;
  onChanged: () => void;
}) {
  const t = useTranslations("requests.waiting");
  const refusals = useTranslations("requests.refusal");
  const dates = useDates();
  const deed = useDeed();
  const done = (said: string) => {
    toast.success(said);
    onChanged();
  };
  const refusalFor = ({ user }: WaitingReset): string | undefined => {
    if (!canManage) return refusals("right_missing");
    return user.id === viewerId ? refusals("on_yourself") : undefined;
  };
  return (
    <Section title={t("title")} description={t("text")}>
      <FailureNotice failure={deed.failure} />
      <ul className="flex flex-col">
        {resets.map((reset) => (
          <li
            key={reset.user.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-3 last:border-b-0"
          >
            <div className="min-w-0 flex-1 basis-64">
              <p className="font-medium">{reset.user.name}</p>
              <p className="text-sm text-muted">
                {t("due", { date: dates.moment(reset.dueAt) })}{" "}
                {reset.isOwn ? t("own") : t("by", { name: reset.requestedBy ?? "?" })} {reset.reason}
              </p>
            </div>
            <div className="flex flex-wrap gap-2">
              {!reset.isYours && !reset.isOwn && (
                <Button
                  size="sm"
                  pending={deed.isPending}
                  disabledReason={refusalFor(reset)}
                  onClick={() =>
                    void deed.start(
                      () => resetTwoFactor({ userId: reset.user.id, reason: reset.reason }),
                      () => done(t("done")),
                    )
                  }
                >
                  {t("now")}
                </Button>
              )}
              <Button
                variant="secondary"
                size="sm"
                pending={deed.isPending}
                disabledReason={refusalFor(reset)}
                onClick={() =>
                  void deed.start(
                    () => cancelReset({ userId: reset.user.id }),
                    () => done(t("cancelled")),
                  )
                }
              >
                {t("cancel")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
