"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { extendDeadline } from "@/lib/admin/policies/actions";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { DayField } from "../../policies/form/day-field";
import { DeedDialog } from "../../settings/deed-dialog";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { useRefreshUser } from "./refresh-user";
import { useRefusalText } from "./refusal-text";

/** Time for somebody who has still to set up, whether their own is over or not. */
export function MoreTime({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel.moreTime");
  const refusalText = useRefusalText();
  const [isOpen, setIsOpen] = useState(false);
  if (user.shield.status !== "pending" || user.refusals.right !== null) return null;
  return (
    <div>
      <Button
        variant="secondary"
        size="sm"
        disabledReason={refusalText(user.refusals.exempt)}
        onClick={() => setIsOpen(true)}
      >
        {t("button")}
      </Button>
      {isOpen && <MoreTimeDialog user={user} onClose={() => setIsOpen(false)} />}
    </div>
  );
}

function MoreTimeDialog({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const t = useTranslations("users.panel.moreTime");
  const dates = useDates();
  const refresh = useRefreshUser(user.id);
  const deed = useDeed();
  const [until, setUntil] = useState<string | null>(null);
  const give = () => {
    if (until === null) return;
    void deed.start(
      () => extendDeadline({ userId: user.id, until }),
      () => {
        toast.success(t("done", { name: user.name, date: dates.day(until) }));
        refresh();
        onClose();
      },
    );
  };
  const wrong = deed.failure?.fields?.until ? t("wrong") : undefined;
  return (
    <DeedDialog
      title={t("title", { name: user.name })}
      description={t("text")}
      deed={t("deed")}
      isPending={deed.isPending}
      disabled={until === null}
      onDeed={give}
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        <DayField
          isEnd
          label={t("until")}
          hint={t("untilHint")}
          error={wrong}
          value={until}
          onChange={setUntil}
        />
        {!wrong && <FailureNotice failure={deed.failure} />}
      </div>
    </DeedDialog>
  );
}
