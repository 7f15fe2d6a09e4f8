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
  const refusalFor = ({ user }: WaitingReset): string | undefined => {
    if (!canManage) return refusals("right_missing");
    return user.id === viewerId ? refusals("on_yourself") : undefined;
  };
  return (
    <Section title={t("title")} description={t("text")}>
      <ul className="flex flex-col">
        {resets.map((reset) => (
          <WaitingRow
            key={reset.user.id}
            reset={reset}
            refusal={refusalFor(reset)}
            onDone={(said) => {
              toast.success(said);
              onChanged();
            }}
          />
        ))}
      </ul>
    </Section>
  );
}

function WaitingRow({
  reset,
  refusal,
  onDone,
}: {
  reset: WaitingReset;
  refusal: string | undefined;
  onDone: (said: string) => void;
}) {
  const t = useTranslations("requests.waiting");
  const dates = useDates();
  const { user, reason } = reset;
  const resetting = useDeed(`reset ${user.id} now`, resetTwoFactor, () => onDone(t("done")));
  const cancelling = useDeed(`cancel reset of ${user.id}`, cancelReset, () => onDone(t("cancelled")));
  const button = { size: "sm", disabledReason: refusal } as const;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{user.name}</p>
        <p className="text-sm text-muted">
          {t("due", { date: dates.moment(reset.dueAt) })}{" "}
          {reset.isOwn ? t("own") : t("by", { name: reset.requestedBy ?? "?" })} {reason}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {!reset.isYours && !reset.isOwn && (
          <Button
            {...button}
            pending={resetting.isPending}
            onClick={() => resetting.start({ userId: user.id, reason })}
          >
            {t("now")}
          </Button>
        )}
        <Button
          {...button}
          variant="secondary"
          pending={cancelling.isPending}
          onClick={() => cancelling.start({ userId: user.id })}
        >
          {t("cancel")}
        </Button>
      </div>
      <FailureNotice failure={resetting.failure ?? cancelling.failure} className="basis-full" />
    </li>
  );
}
