"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { extendDeadline } from "@/lib/admin/policies/actions";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { DayField } from "../../policies/form/day-field";
import { DeedDialog } from "../../settings/deed-dialog";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { useRefreshUser } from "./refresh-user";
import { useRefusalText } from "./refusal-text";

/** Time for somebody who has still to set up, whether their own is over or not. */
export function MoreTime({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel.moreTime");
  const refusalText = useRefusalText();
  const [isOpen, setIsOpen] = useKept<boolean>(`more time of ${user.id}`, false);
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
  const [until, setUntil] = useKept<string | null>(`more time of ${user.id} until`, null);
  const deed = useDeed(`more time of ${user.id}`, extendDeadline, (_, given) => {
    toast.success(t("done", { name: user.name, date: dates.day(given.until) }));
    refresh();
    onClose();
  });
  const give = () => {
    if (until !== null) deed.start({ userId: user.id, until });
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
